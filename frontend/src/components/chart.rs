//! Bars over time, drawn to read with eyes, keys or a screen reader; the table is one click away.

use leptos::{ev, prelude::*, text_prop::TextProp};
use wasm_bindgen::JsCast;

use crate::{
    i18n::{number, t},
    react::memo,
};

/// One moment of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Stands under it.
    pub label: String,
    /// Says in full which moment it is.
    pub title: String,
    /// The first series.
    pub first: i64,
    /// The second series.
    pub second: i64,
}

/// How high the drawing is, in pixels.
const HEIGHT: f64 = 160.0;
/// Room above the highest bar.
const TOP: f64 = 8.0;
/// Room below, for the labels.
const FOOT: f64 = 20.0;
/// Every so many bars one is labelled.
const LABELLED: usize = 4;

/// Two series of bars side by side.
#[component]
pub fn Bars(
    /// The moments, oldest first.
    #[prop(into)]
    bars: Signal<Vec<Bar>>,
    /// What the chart shows.
    #[prop(into)]
    title: TextProp,
    /// The first series' name.
    first: fn() -> &'static str,
    /// The second series' name.
    second: fn() -> &'static str,
    /// What a moment is, over the table's first column.
    moment: fn() -> &'static str,
) -> impl IntoView {
    let at = RwSignal::new(None::<usize>);
    let most = memo(move || {
        nice(bars.with(|bars| bars.iter().map(|bar| bar.first.max(bar.second)).max().unwrap_or(0)))
    });
    let lines = move || {
        [0, most.get() / 2, most.get()].map(|value| view! { <Line value most=most.get() /> }).collect_view()
    };
    let slots = move || {
        let (bars, most) = (bars.get(), most.get());
        let count = bars.len();
        bars.into_iter()
            .enumerate()
            .map(|(index, bar)| view! { <Slot bar index count most at first second /> })
            .collect_view()
    };
    let said = move || {
        let bar = at.get().and_then(|at| bars.with(|bars| bars.get(at).cloned()));
        bar.map(|bar| sentence(&bar, first, second))
    };
    let press = move |event: ev::KeyboardEvent| {
        let last = bars.with_untracked(Vec::len).saturating_sub(1);
        let from = at.get_untracked().unwrap_or(last);
        let to = match event.key().as_str() {
            "ArrowLeft" => from.saturating_sub(1),
            "ArrowRight" => (from + 1).min(last),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        let plot = event_target::<web_sys::Element>(&event).closest("svg").ok().flatten();
        let slot = plot.and_then(|plot| plot.query_selector(&format!("[data-slot='{to}']")).ok().flatten());
        if let Some(slot) = slot.and_then(|slot| slot.dyn_into::<web_sys::SvgElement>().ok()) {
            // an element in the document takes focus or leaves it where it is
            let _ = slot.focus();
        }
    };
    view! {
        <figure class="chart">
            <svg height=HEIGHT role="group" aria-label=move || title.get() on:keydown=press on:pointerleave=move |_| at.set(None)>
                {lines}
                {slots}
            </svg>
            <figcaption class="chart-foot">
                <span class="key">{first}</span>
                <span class="key out">{second}</span>
                <span class="grow num">{said}</span>
            </figcaption>
            <details>
                <summary class="small dim">{t::common::as_table}</summary>
                <div class="chart-table"><Table bars first second moment /></div>
            </details>
        </figure>
    }
}

#[component]
fn Line(value: i64, most: i64) -> impl IntoView {
    let y = y(value, most);
    view! {
        <line class="grid" x1="0" x2="100%" y1=y y2=y></line>
        <text x="-8" y=y + 4.0 text-anchor="end">{number(value)}</text>
    }
}

#[component]
fn Slot(
    bar: Bar,
    index: usize,
    count: usize,
    most: i64,
    at: RwSignal<Option<usize>>,
    first: fn() -> &'static str,
    second: fn() -> &'static str,
) -> impl IntoView {
    #[expect(clippy::cast_precision_loss, reason = "a few dozen bars")]
    let (width, left) = (100.0 / count as f64, 100.0 * index as f64 / count as f64);
    let percent = |share: f64| format!("{:.2}%", left + width * share);
    let wide = |share: f64| format!("{:.2}%", width * share);
    let (ins, outs) = (y(bar.first, most), y(bar.second, most));
    let floor = HEIGHT - FOOT;
    let label = bar.label.clone();
    let tab = move || if at.get().unwrap_or(count - 1) == index { "0" } else { "-1" };
    view! {
        <g
            data-slot=index
            role="img"
            tabindex=tab
            aria-label=move || sentence(&bar, first, second)
            on:focus=move |_| at.set(Some(index))
            on:pointerenter=move |_| at.set(Some(index))
        >
            <rect class="slot" x=percent(0.0) width=wide(1.0) y=TOP height=floor - TOP rx="3"></rect>
            <rect class="bar-in" x=percent(0.14) width=wide(0.34) y=ins height=floor - ins rx="2"></rect>
            <rect class="bar-out" x=percent(0.52) width=wide(0.34) y=outs height=floor - outs rx="2"></rect>
            {(index % LABELLED == LABELLED / 2)
                .then(|| view! { <text x=percent(0.5) y=HEIGHT - 4.0 text-anchor="middle">{label}</text> })}
        </g>
    }
}

#[component]
fn Table(
    bars: Signal<Vec<Bar>>,
    first: fn() -> &'static str,
    second: fn() -> &'static str,
    moment: fn() -> &'static str,
) -> impl IntoView {
    let row = |bar: Bar| {
        view! {
            <tr>
                <td>{bar.title}</td>
                <td class="num">{number(bar.first)}</td>
                <td class="num">{number(bar.second)}</td>
            </tr>
        }
    };
    view! {
        <table class="table">
            <thead>
                <tr>
                    <th scope="col">{moment}</th>
                    <th scope="col" class="num">{first}</th>
                    <th scope="col" class="num">{second}</th>
                </tr>
            </thead>
            <tbody>{move || bars.get().into_iter().rev().map(row).collect_view()}</tbody>
        </table>
    }
}

fn sentence(bar: &Bar, first: fn() -> &'static str, second: fn() -> &'static str) -> String {
    format!("{}: {} {}, {} {}", bar.title, first(), number(bar.first), second(), number(bar.second))
}

fn y(value: i64, most: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "drawn to a pixel")]
    let share = value as f64 / most.max(1) as f64;
    HEIGHT - FOOT - share * (HEIGHT - FOOT - TOP)
}

/// The next round number that halves well: 2, 4, 6, 8, 10, 20, 40 ...
fn nice(most: i64) -> i64 {
    let mut step = 1;
    loop {
        for round in [2, 4, 6, 8, 10] {
            if most <= round * step {
                return round * step;
            }
        }
        step *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_ends_at_a_round_number() {
        assert_eq!([0, 2, 3, 9, 11, 37, 41, 999].map(nice), [2, 2, 4, 10, 20, 40, 60, 1_000]);
    }

    #[test]
    fn bars_stand_on_the_floor_and_reach_the_top_line() {
        assert!((y(0, 10) - (HEIGHT - FOOT)).abs() < f64::EPSILON);
        assert!((y(10, 10) - TOP).abs() < f64::EPSILON);
    }
}
