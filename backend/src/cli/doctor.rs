//! Checks what the server depends on and says in plain words what is wrong.

use std::{os::unix::fs::PermissionsExt, process::ExitCode, time::Duration};

use anyhow::Context;
use backend::{
    bus::Bus, clock::Clock, config::Config, db::Db, error::chain, home, vault::Vault, vault::canary,
};
use chrono::{DateTime, TimeDelta, Utc};
use secrecy::ExposeSecret;

/// How far the clock may be off before sign-ins and dates go wrong.
const CLOCK_TOLERANCE: TimeDelta = TimeDelta::seconds(30);

type Finding = Result<String, String>;

pub async fn run() -> anyhow::Result<ExitCode> {
    let mut report = Report { healthy: true };
    let mut config = match Config::load() {
        Ok(config) => config,
        Err(error) => {
            report.tell("settings", &Err(chain(&error)));
            return Ok(report.end());
        }
    };
    report.tell("settings", &Ok("can be read".to_owned()));
    report.tell("data", &data(&config));
    let vault = keys(&mut config);
    let sealed = match database(&config).await {
        Ok((found, sealed)) => {
            report.tell("database", &found);
            sealed
        }
        Err(error) => {
            report.tell("database", &Err(error));
            None
        }
    };
    report.tell("keys", &vault.and_then(|vault| fit(vault.as_ref(), sealed.as_deref())));
    report.tell("bus", &bus(&config).await);
    let (reachable, clock) = telegram(&config).await;
    report.tell("Telegram", &reachable);
    if let Some(clock) = clock {
        report.tell("clock", &clock);
    }
    Ok(report.end())
}

struct Report {
    healthy: bool,
}

impl Report {
    fn tell(&mut self, what: &str, finding: &Finding) {
        self.healthy &= finding.is_ok();
        let (mark, text) = match finding {
            Ok(text) => ("ok   ", text),
            Err(text) => ("WRONG", text),
        };
        println!("{mark}  {what:<9} {text}");
    }

    fn end(self) -> ExitCode {
        if self.healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// Whether files can be written where they should be.
fn data(config: &Config) -> Finding {
    let folder = &config.data_dir;
    let probe = folder.join(".doctor");
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&probe, "ok"))
        .and_then(|()| std::fs::remove_file(&probe))
        .map_err(|e| format!("DATA_DIR: {} cannot be written to: {e}", folder.display()))?;
    Ok(format!("{} can be written to", folder.display()))
}

/// The vault, or none where the first start will make the keys.
fn keys(config: &mut Config) -> Result<Option<Vault>, String> {
    let file = config.data_dir.join("keys.toml");
    if config.fernet_keys.is_empty() {
        let Ok(about) = file.metadata() else { return Ok(None) };
        if about.permissions().mode() & 0o077 != 0 {
            return Err(format!("others can read {}: run chmod 600 on it", file.display()));
        }
    }
    if file.exists() {
        config.complete_keys().map_err(|e| chain(&e))?;
    }
    Vault::new(&config.fernet_keys).map(Some).map_err(|e| chain(&e))
}

/// What there is to say of the database, and the canary in it.
async fn database(config: &Config) -> Result<(Finding, Option<String>), String> {
    let url = config.database_url.expose_secret();
    if let Some(path) = url.strip_prefix("sqlite://")
        && !std::path::Path::new(path).exists()
    {
        return Ok((Ok(format!("{path} does not exist yet: the first start makes it")), None));
    }
    let unreachable = |e| format!("DATABASE_URL: the database cannot be used: {}", chain(&e));
    let db = Db::connect(url).await.map_err(unreachable)?;
    let finding = match db.pending_migrations().await.map_err(unreachable)? {
        0 => match home::differs(&db).await.map_err(|e| chain(&e))? {
            None => Ok("answers and has this version's schema".to_owned()),
            Some(differs) => Err(format!(
                "is a copy ({}): nothing runs on it; stop the other one, then run `switchboard adopt`",
                home::say(differs)
            )),
        },
        missing if config.migrate_at_start => {
            Ok(format!("answers; the next start runs {missing} migrations"))
        }
        missing => Err(format!("lacks {missing} migrations: run `switchboard migrate`")),
    };
    // there is none before the first start
    let sealed = canary::find(&db.reader).await.unwrap_or(None);
    db.close().await.map_err(unreachable)?;
    Ok((finding, sealed))
}

fn fit(vault: Option<&Vault>, sealed: Option<&str>) -> Finding {
    match (vault, sealed) {
        (Some(vault), Some(sealed)) => {
            vault.open(sealed).map_err(|e| chain(&e))?;
            Ok("open what the database has sealed".to_owned())
        }
        (Some(_), None) => Ok("are there; nothing is sealed yet".to_owned()),
        (None, None) => Ok("are made at the first start".to_owned()),
        (None, Some(_)) => {
            Err("the database has secrets, but FERNET_KEYS is empty and DATA_DIR has no keys.toml: \
                                bring back the keys it was sealed with"
                .to_owned())
        }
    }
}

async fn bus(config: &Config) -> Finding {
    match config.redis_url.expose_secret() {
        "" => Ok("REDIS_URL is empty: this is the only process".to_owned()),
        url => {
            let wait = Duration::from_secs(5);
            let reached = tokio::time::timeout(wait, async {
                Bus::redis(url, &config.redis_prefix).await?.check().await
            });
            match reached.await {
                Ok(Ok(())) => Ok("Redis answers".to_owned()),
                Ok(Err(error)) => Err(chain(&error)),
                Err(_) => Err("REDIS_URL: Redis does not answer within 5 s".to_owned()),
            }
        }
    }
}

/// Whether Telegram can be reached, and if so, whether its clock and ours agree.
async fn telegram(config: &Config) -> (Finding, Option<Finding>) {
    let url = &config.telegram_api_url;
    match date(url).await {
        Ok(theirs) => {
            let off = Clock::system().now() - theirs;
            let clock = if off.abs() > CLOCK_TOLERANCE {
                Err(format!(
                    "differs from Telegram's by {} s: set it, or sign-ins will fail",
                    off.num_seconds()
                ))
            } else {
                Ok("agrees with Telegram's".to_owned())
            };
            (Ok(format!("answers at {url}")), Some(clock))
        }
        Err(error) => (Err(format!("TELEGRAM_API_URL: {url} cannot be reached: {error:#}")), None),
    }
}

async fn date(url: &url::Url) -> anyhow::Result<DateTime<Utc>> {
    let http = reqwest::Client::builder().timeout(Duration::from_secs(10)).build()?;
    let answer = http.get(url.clone()).send().await.map_err(reqwest::Error::without_url)?;
    let date = answer.headers().get(reqwest::header::DATE).context("it does not tell the time")?;
    Ok(DateTime::parse_from_rfc2822(date.to_str()?)?.to_utc())
}
