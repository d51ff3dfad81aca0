//! The workspace's name, and the way to others.

use leptos::{ev, prelude::*, task::spawn_local};
use openapi::{WorkspaceId, auth::Membership, users::Role, workspaces::SaveWorkspace};

use super::role_name;
use crate::{
    api,
    components::{Each, Field, Problems, use_toasts},
    deed::Deed,
    i18n::t,
    session,
};

/// The page.
#[component]
pub fn Workspace() -> impl IntoView {
    view! {
        <div class="page narrow">
            <div class="page-head"><h1>{t::settings::workspace}</h1></div>
            <Show when=|| session::may(Role::Admin)>
                <Rename />
            </Show>
            <Memberships />
            <Create />
        </div>
    }
}

#[component]
fn Rename() -> impl IntoView {
    let toasts = use_toasts();
    let name = RwSignal::new(session::me().map(|me| me.workspace_name).unwrap_or_default());
    let save = Deed::new();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let (id, name) = (session::me().map(|me| me.workspace_id), name.get_untracked().trim().to_owned());
        let answer = async move {
            let id = id.ok_or(api::Error::Ended)?;
            api::workspaces::rename(id, &SaveWorkspace { name }).await
        };
        save.run(answer, move |workspace| {
            if let Some(me) = session::me() {
                session::renewed(session::with_workspace(me, &workspace));
                toasts.done(t::settings::saved());
            }
        });
    };
    view! {
        <section class="card">
            <form class="card-body form" on:submit=submit>
                <Field name="name" label=t::settings::workspace_name error=save.error>
                    <input id="name" class="input" required maxlength="100" bind:value=name />
                </Field>
                <Problems error=save.error fields=&["name"] />
                <div class="form-foot">
                    <button type="submit" class="btn" disabled=save.pending>{t::common::save}</button>
                </div>
            </form>
        </section>
    }
}

#[component]
fn Memberships() -> impl IntoView {
    let toasts = use_toasts();
    let enter = move |id: WorkspaceId| {
        spawn_local(async move {
            match session::enter(id).await {
                // everything on the page belongs to the other workspace: begin anew
                Ok(_) => drop(window().location().assign("/")),
                Err(error) => toasts.failed(&error),
            }
        });
    };
    let here = move || session::me().map(|me| me.workspace_id);
    let row = move |workspace: Membership| {
        let id = workspace.workspace_id;
        view! {
            <li>
                <div class="who">
                    <span>{workspace.name}</span>
                    <span>{move || role_name(workspace.role)}</span>
                </div>
                {move || {
                    if here() == Some(id) {
                        view! { <span class="tag ok">{t::settings::workspace_here}</span> }.into_any()
                    } else {
                        view! { <button type="button" class="btn" on:click=move |_| enter(id)>{t::settings::workspace_enter}</button> }
                            .into_any()
                    }
                }}
            </li>
        }
    };
    view! {
        <section class="card">
            <header class="card-head"><h2>{t::settings::workspaces}</h2></header>
            <ul class="rows">
                <Each
                    each=|| session::me().map(|me| me.workspaces).unwrap_or_default()
                    key=|workspace| (workspace.workspace_id, workspace.name.clone())
                    children=row
                />
            </ul>
        </section>
    }
}

#[component]
fn Create() -> impl IntoView {
    let toasts = use_toasts();
    let title = RwSignal::new(String::new());
    let create = Deed::new();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let name = title.get_untracked().trim().to_owned();
        create.run(async move { api::workspaces::create(&SaveWorkspace { name }).await }, move |workspace| {
            if let Some(me) = session::me() {
                session::renewed(session::with_membership(me, &workspace));
                title.set(String::new());
                toasts.done(t::settings::workspace_made(&workspace.name));
            }
        });
    };
    view! {
        <section class="card">
            <header class="card-head"><h2>{t::settings::workspace_new}</h2></header>
            <form class="card-body form" on:submit=submit>
                <Field name="new-name" label=t::settings::workspace_name hint=t::settings::workspace_new_text error=create.error>
                    <input id="new-name" class="input" required maxlength="100" bind:value=title />
                </Field>
                <Problems error=create.error />
                <div class="form-foot">
                    <button type="submit" class="btn" disabled=create.pending>{t::settings::workspace_new}</button>
                </div>
            </form>
        </section>
    }
}
