//! Messages over the last day: by hour, and by bot or account.

use leptos::prelude::*;
use openapi::{IdentityId, stats::HourCount};

use super::room::Part;
use crate::{
    components::chart::{Bar, Bars},
    fleet::use_fleet,
    i18n::{
        format::{Style, moment},
        number, t,
    },
    pages::inbox::identity::find,
    section::Section,
};

/// The chart.
#[component]
pub fn ByHour(part: Memo<Part>) -> impl IntoView {
    let bars = Signal::derive(move || part.with(|part| part.hours.iter().map(bar).collect::<Vec<_>>()));
    view! {
        <section class="card">
            <header class="card-head"><h3>{t::dashboard::by_hour}</h3></header>
            <Bars bars title=t::dashboard::by_hour first=t::dashboard::incoming second=t::dashboard::outgoing moment=t::dashboard::hour />
        </section>
    }
}

fn bar(hour: &HourCount) -> Bar {
    let time = moment(hour.hour, Style::Time);
    Bar {
        title: format!("{}, {time}", moment(hour.hour, Style::Weekday)),
        label: time,
        first: hour.incoming,
        second: hour.outgoing,
    }
}

/// The table, the busiest first.
#[component]
pub fn ByIdentity(section: Section, part: Memo<Part>) -> impl IntoView {
    let fleet = use_fleet();
    let bots = section == Section::Bots;
    let title = move || if bots { t::dashboard::by_bot() } else { t::dashboard::by_account() };
    let head = move || if bots { t::dashboard::bot() } else { t::dashboard::account() };
    let archived = move || if bots { t::dashboard::archived_bot() } else { t::dashboard::archived_account() };
    let row = move |(id, incoming, outgoing): (IdentityId, i64, i64)| {
        let name = find(fleet, section, id).map_or_else(|| archived().to_owned(), |identity| identity.name);
        view! {
            <tr>
                <td>
                    <a href=format!("/{}/{id}", section.word())>{name}</a>
                </td>
                <td class="num">{number(incoming)}</td>
                <td class="num">{number(outgoing)}</td>
            </tr>
        }
    };
    view! {
        <section class="card">
            <header class="card-head"><h3>{title}</h3></header>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{head}</th>
                            <th scope="col" class="num">{t::dashboard::incoming}</th>
                            <th scope="col" class="num">{t::dashboard::outgoing}</th>
                        </tr>
                    </thead>
                    <tbody>{move || part.with(|part| part.identities.clone()).into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}
