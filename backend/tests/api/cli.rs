//! The command line, as a person uses it.

use std::{
    collections::BTreeMap,
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

use sandbox::Sandbox;
use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    time::timeout,
};

use crate::harness::PATIENCE;

/// A folder with a fresh installation.
struct Shell {
    folder: TempDir,
    sandbox: Sandbox,
}

impl Shell {
    async fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), sandbox: Sandbox::start().await.unwrap() }
    }

    fn data(&self) -> &Path {
        self.folder.path()
    }

    fn run(&self, arguments: &[&str], input: &str, settings: &[(&str, &str)]) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_switchboard"))
            .args(arguments)
            .env("DATA_DIR", self.data())
            .env("TELEGRAM_API_URL", self.sandbox.url())
            .env("LOG", "error")
            .envs(settings.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    /// Runs a command that must work; its output.
    fn ok(&self, arguments: &[&str], input: &str) -> String {
        let output = self.run(arguments, input, &[]);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command that must fail; its complaint.
    fn fails(&self, arguments: &[&str], input: &str, settings: &[(&str, &str)]) -> String {
        let output = self.run(arguments, input, settings);
        assert!(!output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stderr).unwrap() + &String::from_utf8(output.stdout).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_user_is_made() {
    let shell = Shell::new().await;
    let create = ["user", "create", "--login", "Anna", "--name", "Anna A"];
    let said = shell.ok(&[&create[..], &["--password-stdin"]].concat(), "correct horse battery\n");
    assert_eq!(said, "login:    anna\n");
    let again = shell.fails(&[&create[..], &["--password-stdin"]].concat(), "correct horse battery\n", &[]);
    assert!(again.contains("this user is a member already"), "{again}");
    let short = ["user", "create", "--login", "bob", "--password-stdin"];
    let complaint = shell.fails(&short, "short\n", &[]);
    assert!(complaint.contains("password"), "{complaint}");

    // without a terminal one is made up and shown
    let said = shell.ok(&["user", "create", "--login", "bob", "--role", "viewer"], "");
    let password = said.lines().find_map(|line| line.strip_prefix("password: ")).unwrap();
    assert!(password.len() >= 20, "{said}");
    shell.ok(&["user", "password", "--login", "bob"], "");
    let unknown = shell.fails(&["user", "password", "--login", "nobody"], "", &[]);
    assert!(unknown.contains("there is no such user"), "{unknown}");
    let role = shell.fails(&["user", "create", "--login", "eve", "--role", "king"], "", &[]);
    assert!(role.contains("owner, admin, operator or viewer"), "{role}");
}

#[tokio::test(flavor = "multi_thread")]
async fn several_workspaces_are_told_apart() {
    let shell = Shell::new().await;
    shell.ok(&["user", "create", "--login", "anna", "--workspace", "North"], "");
    shell.ok(&["user", "create", "--login", "bob", "--workspace", "South"], "");
    let which = shell.fails(&["user", "create", "--login", "eve"], "", &[]);
    assert!(which.contains("--workspace"), "{which}");
    shell.ok(&["user", "create", "--login", "eve", "--workspace", "North"], "");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_made_and_rotated() {
    let shell = Shell::new().await;
    let key = shell.ok(&["key", "generate"], "");
    assert!(!shell.data().join("keys.toml").exists(), "printing a key starts nothing");
    shell.ok(&["migrate"], "");
    let file = shell.data().join("keys.toml");
    let keys = std::fs::read_to_string(&file).unwrap();
    let wrong = shell.fails(&["migrate"], "", &[("FERNET_KEYS", &format!("[{:?}]", key.trim()))]);
    assert!(wrong.contains("sealed with another key"), "{wrong}");
    assert!(!wrong.contains("stack backtrace"), "{wrong}");
    let old =
        keys.lines().find_map(|line| line.strip_prefix("fernet_keys = [")).unwrap().trim_end_matches(']');
    let both = format!("[{:?}, {old}]", key.trim());
    let rotated = shell.run(&["key", "rotate"], "", &[("FERNET_KEYS", &both)]);
    assert!(rotated.status.success(), "{rotated:?}");
    let gone = shell.fails(&["migrate"], "", &[]);
    assert!(gone.contains("sealed with another key"), "{gone}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_finds_what_is_wrong() {
    let shell = Shell::new().await;
    let before = shell.ok(&["doctor"], "");
    assert!(before.contains("the first start makes it"), "{before}");
    assert!(!shell.data().join("keys.toml").exists(), "looking changes nothing");
    shell.ok(&["migrate"], "");
    let well = shell.ok(&["doctor"], "");
    assert!(well.lines().all(|line| line.starts_with("ok ")), "{well}");
    assert!(well.contains("agrees with Telegram's"), "{well}");

    for (setting, value, word) in [
        ("TELEGRAM_API_URL", "http://127.0.0.1:9", "cannot be reached"),
        ("DATABASE_URL", "postgres://127.0.0.1:9/nothing", "DATABASE_URL"),
        ("REDIS_URL", "redis://127.0.0.1:9", "REDIS_URL"),
        ("FERNET_KEYS", "[\"short\"]", "not a Fernet key"),
        ("PUBLIC_URL", "http://example.org", "https://"),
        ("LISTEN", "nowhere", "LISTEN"),
    ] {
        let told = shell.fails(&["doctor"], "", &[(setting, value)]);
        assert!(told.contains("WRONG") && told.contains(word), "{setting}: {told}");
    }
    let keys = shell.data().join("keys.toml");
    let lost = shell.data().join("lost.toml");
    std::fs::rename(&keys, &lost).unwrap();
    let told = shell.fails(&["doctor"], "", &[]);
    assert!(told.contains("bring back the keys"), "{told}");
    std::fs::rename(&lost, &keys).unwrap();
    let mut open = keys.metadata().unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut open, 0o644);
    std::fs::set_permissions(&keys, open).unwrap();
    let told = shell.fails(&["doctor"], "", &[]);
    assert!(told.contains("chmod 600"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_spec_is_printed_as_it_is_committed() {
    let printed = Shell::new().await.ok(&["openapi"], "");
    let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/openapi.json");
    let committed = std::fs::read_to_string(committed).unwrap();
    let read = |text: &str| serde_json::from_str::<BTreeMap<String, Value>>(text).unwrap();
    assert_eq!(read(&printed), read(&committed));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_told_to_stop_ends_in_order() {
    let shell = Shell::new().await;
    let mut server = tokio::process::Command::new(env!("CARGO_BIN_EXE_switchboard"))
        .arg("serve")
        .env("DATA_DIR", shell.data())
        .env("TELEGRAM_API_URL", shell.sandbox.url())
        .env("LISTEN", "127.0.0.1:0")
        .env("LOG", "info")
        .env("LOG_FORMAT", "json")
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut log = BufReader::new(server.stderr.take().unwrap()).lines();
    let address = timeout(PATIENCE, async {
        loop {
            let line: Value = serde_json::from_str(&log.next_line().await.unwrap().unwrap()).unwrap();
            if line["fields"]["message"] == "listening" {
                return line["fields"]["address"].as_str().unwrap().to_owned();
            }
        }
    });
    let address = address.await.unwrap();
    let ready = reqwest::get(format!("http://{address}/readyz")).await.unwrap().text().await.unwrap();
    assert_eq!(ready, "ready\n");
    let pid = server.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let ended = timeout(PATIENCE, server.wait()).await.unwrap().unwrap();
    assert!(ended.success(), "{ended}");
}
