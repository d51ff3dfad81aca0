//! Who is signed in, and where.

use std::sync::LazyLock;

use leptos::{prelude::*, reactive::graph::Observer};
use openapi::{
    WorkspaceId,
    auth::{Login, Me, Membership},
    users::Role,
    workspaces::Workspace,
};

use crate::api;

/// Whether someone is signed in.
#[derive(Debug, Clone, PartialEq)]
pub enum Session {
    /// Not known yet: the server is being asked.
    Starting,
    /// The server cannot be asked.
    Stuck(api::Error),
    /// No one is.
    SignedOut {
        /// Whether someone was, until the server ended it.
        ended: bool,
    },
    /// This person is.
    SignedIn(Box<Me>),
}

// one page, one session: a place that the request layer, which has no reactive owner, can reach too
static SESSION: LazyLock<ArcRwSignal<Session>> = LazyLock::new(|| ArcRwSignal::new(Session::Starting));

/// The session, to react to.
pub fn session() -> ArcRwSignal<Session> {
    SESSION.clone()
}

/// Who is signed in, if anyone. Reactive where something reacts, plain elsewhere.
pub fn me() -> Option<Me> {
    match if Observer::get().is_some() { SESSION.get() } else { SESSION.get_untracked() } {
        Session::SignedIn(me) => Some(*me),
        _ => None,
    }
}

/// Whether the person may do what this role may. Reactive. The server decides; this only hides what it would refuse.
pub fn may(role: Role) -> bool {
    me().is_some_and(|me| me.role >= role)
}

/// Signs in with the cookie of an earlier visit, if there is one.
pub async fn start() {
    SESSION.set(Session::Starting);
    let found = match api::renew(None).await {
        Ok(signed_in) => {
            api::hold(&signed_in);
            Session::SignedIn(Box::new(signed_in.me))
        }
        Err(api::Error::Ended) => Session::SignedOut { ended: false },
        Err(error) => Session::Stuck(error),
    };
    SESSION.set(found);
}

/// Checks name and password. The person is in once [`entered`] is called, after the choice of a workspace.
pub async fn sign_in(login: &Login) -> api::Result<Me> {
    let signed_in = api::auth::login(login).await?;
    api::hold(&signed_in);
    Ok(signed_in.me)
}

/// Lets a person in whose sign-in worked.
pub fn entered(me: Me) {
    SESSION.set(Session::SignedIn(Box::new(me)));
}

/// Enters another workspace of the same person.
pub async fn enter(workspace_id: WorkspaceId) -> api::Result<Me> {
    let signed_in = api::renew(Some(workspace_id)).await?;
    api::hold(&signed_in);
    Ok(signed_in.me)
}

/// Signs out, here and at the server.
pub async fn sign_out() -> api::Result<()> {
    api::auth::logout().await?;
    api::release();
    SESSION.set(Session::SignedOut { ended: false });
    Ok(())
}

/// Takes in what a renewal says about the person: name or role may have changed.
pub fn renewed(me: Me) {
    let changed = SESSION.with_untracked(|session| matches!(session, Session::SignedIn(old) if **old != me));
    if changed {
        SESSION.set(Session::SignedIn(Box::new(me)));
    }
}

/// The server ended the session.
pub fn ended() {
    api::release();
    if SESSION.with_untracked(|session| matches!(session, Session::SignedIn(_))) {
        SESSION.set(Session::SignedOut { ended: true });
    }
}

/// The person in the workspace as it is called now.
pub fn with_workspace(mut me: Me, workspace: &Workspace) -> Me {
    for membership in &mut me.workspaces {
        if membership.workspace_id == workspace.id {
            membership.name.clone_from(&workspace.name);
        }
    }
    if me.workspace_id == workspace.id {
        me.workspace_name.clone_from(&workspace.name);
    }
    me
}

/// The person as owner of one more workspace.
pub fn with_membership(mut me: Me, workspace: &Workspace) -> Me {
    let (workspace_id, name) = (workspace.id, workspace.name.clone());
    me.workspaces.push(Membership { workspace_id, name, role: Role::Owner });
    me
}
