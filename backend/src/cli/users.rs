//! Users from the command line: the first one, and whoever forgot their password.

use std::io::{IsTerminal, stdin};

use anyhow::{Context, bail, ensure};
use backend::{
    clock::Clock,
    config::Config,
    state::AppState,
    users,
    web::caller::{Caller, Rights},
    workspaces,
};
use clap::{Args, Subcommand};
use garde::Validate;
use openapi::{
    WorkspaceId,
    users::{CreateUser, Role},
    workspaces::SaveWorkspace,
};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Adds a user to a workspace, which is made if there is none yet.
    Create {
        /// Sign-in name.
        #[arg(long)]
        login: String,
        /// The name shown to others; without it the login.
        #[arg(long)]
        name: Option<String>,
        /// owner, admin, operator or viewer.
        #[arg(long, default_value = "owner", value_parser = role)]
        role: Role,
        /// The workspace's name; without it the only one there is.
        #[arg(long)]
        workspace: Option<String>,
        #[command(flatten)]
        password: PasswordFrom,
    },
    /// Sets a user's password and ends their sessions.
    Password {
        /// Sign-in name.
        #[arg(long)]
        login: String,
        #[command(flatten)]
        password: PasswordFrom,
    },
}

/// Where a password comes from: a person who is asked, or standard input, or chance.
#[derive(Debug, Args)]
pub struct PasswordFrom {
    /// Reads the password from standard input instead of asking for it or making one up.
    #[arg(long)]
    password_stdin: bool,
}

impl PasswordFrom {
    /// The password, and whether it was made up and must be shown.
    fn get(&self, clock: &Clock) -> anyhow::Result<(String, bool)> {
        if self.password_stdin {
            let mut line = String::new();
            stdin().read_line(&mut line)?;
            return Ok((line.trim_end_matches(['\r', '\n']).to_owned(), false));
        }
        if stdin().is_terminal() {
            let password = rpassword::prompt_password("Password (empty: make one up): ")?;
            if !password.is_empty() {
                ensure!(rpassword::prompt_password("Again: ")? == password, "the two are not the same");
                return Ok((password, false));
            }
        }
        Ok((clock.secret()[..20].to_owned(), true))
    }
}

fn role(text: &str) -> Result<Role, String> {
    serde_json::from_value(text.into()).map_err(|_| "owner, admin, operator or viewer".to_owned())
}

pub async fn run(command: Command, config: Config) -> anyhow::Result<()> {
    let state = AppState::start(config, Clock::system()).await?;
    match command {
        Command::Create { login, name, role, workspace, password } => {
            let (password, made_up) = password.get(&state.clock)?;
            let name = name.unwrap_or_else(|| login.clone());
            let new = CreateUser { login, name, role, password: password.clone() };
            new.validate()?;
            let by = caller(workspace_named(&state, workspace).await?);
            let user = users::service::create(&state, &by, new).await.context("the user was not added")?;
            say(&user.login, made_up.then_some(&password));
        }
        Command::Password { login, password } => {
            let (password, made_up) = password.get(&state.clock)?;
            ensure!(password.chars().count() >= 10, "a password has at least 10 characters");
            let login = users::normal(&login);
            users::service::reset_password(&state, &login, password.clone(), caller).await?;
            say(&login, made_up.then_some(&password));
        }
    }
    state.db.close().await?;
    Ok(())
}

fn say(login: &str, made_up: Option<&String>) {
    println!("login:    {login}");
    if let Some(password) = made_up {
        println!("password: {password}");
    }
}

/// The workspace with this name, or the only one; made where there is none.
async fn workspace_named(state: &AppState, name: Option<String>) -> anyhow::Result<WorkspaceId> {
    let all = workspaces::store::all(&state.db.reader).await?;
    let named = name.as_ref().map(|name| all.iter().filter(|workspace| workspace.name == *name).collect());
    let fitting: Vec<_> = named.unwrap_or_else(|| all.iter().collect());
    match (fitting.as_slice(), name) {
        ([one], _) => Ok(one.id),
        ([], name) => {
            let new = SaveWorkspace { name: name.unwrap_or_else(|| "Main".to_owned()) };
            new.validate()?;
            Ok(workspaces::service::found(state, caller, new).await?)
        }
        (_, None) => bail!("there are several workspaces: say which with --workspace NAME"),
        (_, Some(name)) => bail!("several workspaces are called {name}: rename one first"),
    }
}

/// Whoever may start this program may do everything.
pub(super) fn caller(workspace_id: WorkspaceId) -> Caller {
    Caller {
        workspace_id,
        user_id: None,
        session_id: None,
        api_key_id: None,
        name: "command line".to_owned(),
        rights: Rights::Role(Role::Owner),
        address: String::new(),
        request_id: String::new(),
    }
}
