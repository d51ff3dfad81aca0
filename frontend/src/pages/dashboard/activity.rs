//! Messages over the last day: by hour, and by bot.

use leptos::prelude::*;
use openapi::stats::{BotCount, HourCount, Stats};

use crate::{
    components::chart::{Bar, Bars},
    fleet::use_fleet,
    i18n::{
        format::{Style, moment},
        number, t,
    },
};

/// The chart and the table.
#[component]
pub fn Activity(stats: Signal<Stats>) -> impl IntoView {
    let bars = Signal::derive(move || stats.with(|stats| stats.hours.iter().map(bar).collect::<Vec<_>>()));
    view! {
        <section class="card">
            <header class="card-head"><h2>{t::dashboard::by_hour}</h2></header>
            <Bars bars title=t::dashboard::by_hour first=t::dashboard::incoming second=t::dashboard::outgoing moment=t::dashboard::hour />
        </section>
        <Show when=move || stats.with(|stats| !stats.by_bot.is_empty())>
            <section class="card">
                <header class="card-head"><h2>{t::dashboard::by_bot}</h2></header>
                <ByBot stats />
            </section>
        </Show>
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

#[component]
fn ByBot(stats: Signal<Stats>) -> impl IntoView {
    let fleet = use_fleet();
    let row = move |count: BotCount| {
        let bot = fleet.bot(count.bot_id);
        let name = bot.map_or_else(|| t::dashboard::archived_bot().to_owned(), |bot| bot.name);
        view! {
            <tr>
                <td>
                    <a href=format!("/bots/{}", count.bot_id)>{name}</a>
                </td>
                <td class="num">{number(count.incoming)}</td>
                <td class="num">{number(count.outgoing)}</td>
            </tr>
        }
    };
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t::dashboard::bot}</th>
                        <th scope="col" class="num">{t::dashboard::incoming}</th>
                        <th scope="col" class="num">{t::dashboard::outgoing}</th>
                    </tr>
                </thead>
                <tbody>{move || stats.with(|stats| stats.by_bot.clone()).into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
