//! Numbers, dates and spans as the language in use writes them, through the browser's `Intl`.

use std::{cell::RefCell, collections::HashMap};

use chrono::{DateTime, Local, TimeDelta, Utc};
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use leptos::prelude::window;
use wasm_bindgen::JsValue;

use super::{Locale, locale};

/// How a moment is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// `14:32`
    Time,
    /// `Thu`
    Weekday,
    /// `12 Mar`
    Day,
    /// `12 Mar 2026`
    Date,
    /// `12 Mar 2026, 14:32:08`
    Full,
}

impl Style {
    const fn options(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Time => &[("hour", "2-digit"), ("minute", "2-digit"), ("hourCycle", "h23")],
            Self::Weekday => &[("weekday", "short")],
            Self::Day => &[("day", "numeric"), ("month", "short")],
            Self::Date => &[("day", "numeric"), ("month", "short"), ("year", "numeric")],
            Self::Full => &[
                ("day", "numeric"),
                ("month", "short"),
                ("year", "numeric"),
                ("hour", "2-digit"),
                ("minute", "2-digit"),
                ("second", "2-digit"),
                ("hourCycle", "h23"),
            ],
        }
    }
}

/// What a formatter was made for: they are dear to make and cheap to use.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Formatter {
    Moment(Style),
    Number,
    Decimal,
}

thread_local! {
    static FORMATTERS: RefCell<HashMap<(Locale, Formatter), Function>> = RefCell::default();
}

/// A whole number: `12,345`.
pub fn number(value: i64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "JavaScript's numbers; counts stay far below 2^53")]
    apply(Formatter::Number, &JsValue::from_f64(value as f64))
}

/// A moment in this person's time zone.
pub fn moment(at: DateTime<Utc>, style: Style) -> String {
    #[expect(clippy::cast_precision_loss, reason = "JavaScript's dates; exact for 280,000 years")]
    let date = Date::new(&JsValue::from_f64(at.timestamp_millis() as f64));
    apply(Formatter::Moment(style), &date)
}

/// A moment as short as it can be told apart in a list: time today, weekday within a week, else the day.
pub fn short(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    moment(at, short_style(at, now))
}

fn short_style(at: DateTime<Utc>, now: DateTime<Utc>) -> Style {
    use chrono::Datelike;
    let (day, today) = (at.with_timezone(&Local).date_naive(), now.with_timezone(&Local).date_naive());
    match (today - day).num_days() {
        0 => Style::Time,
        1..7 => Style::Weekday,
        _ if day.year() == today.year() => Style::Day,
        _ => Style::Date,
    }
}

/// How long ago, or how long until: `5 minutes ago`, `in 2 days`.
pub fn relative(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let (value, unit) = span(at - now);
    let options = options(&[("numeric", "auto"), ("style", "long")]);
    #[expect(clippy::cast_precision_loss, reason = "a span of a few digits")]
    Intl::RelativeTimeFormat::new(&tags(locale()), &options).format(value as f64, unit).into()
}

/// A signed span in the largest unit that it fills.
fn span(delta: TimeDelta) -> (i64, &'static str) {
    let seconds = delta.num_seconds();
    match seconds.abs() {
        0..60 => (seconds, "second"),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        86_400..2_592_000 => (seconds / 86_400, "day"),
        2_592_000..31_536_000 => (seconds / 2_592_000, "month"),
        _ => (seconds / 31_536_000, "year"),
    }
}

/// A size in bytes: `1.4 MB`.
pub fn bytes(size: i64) -> String {
    let (value, unit) = scale(size);
    let units = match locale() {
        Locale::En => ["B", "kB", "MB", "GB"],
        Locale::Ru => ["Б", "КБ", "МБ", "ГБ"],
    };
    format!("{}\u{a0}{}", apply(Formatter::Decimal, &JsValue::from_f64(value)), units[unit])
}

fn scale(size: i64) -> (f64, usize) {
    #[expect(clippy::cast_precision_loss, reason = "shown with one digit after the point")]
    let mut value = size.max(0) as f64;
    let mut unit = 0;
    while value >= 1_000.0 && unit < 3 {
        value /= 1_000.0;
        unit += 1;
    }
    (value, unit)
}

/// A length of time as a clock shows it: `0:24`, `1:02:03`.
pub fn clock(seconds: i64) -> String {
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

fn apply(formatter: Formatter, value: &JsValue) -> String {
    let locale = locale();
    FORMATTERS.with_borrow_mut(|known| {
        let function = known.entry((locale, formatter)).or_insert_with(|| make(locale, formatter));
        // Intl refuses only dates out of range; an empty text is then the truth
        function.call1(&JsValue::NULL, value).ok().and_then(|text| text.as_string()).unwrap_or_default()
    })
}

fn make(locale: Locale, formatter: Formatter) -> Function {
    let tags = tags(locale);
    match formatter {
        Formatter::Moment(style) => Intl::DateTimeFormat::new(&tags, &options(style.options())).format(),
        Formatter::Number => Intl::NumberFormat::new(&tags, &Object::new()).format(),
        Formatter::Decimal => {
            let options = Object::new();
            set(&options, "maximumFractionDigits", &JsValue::from_f64(1.0));
            Intl::NumberFormat::new(&tags, &options).format()
        }
    }
}

/// The browser's own variant of the language (`en-GB`) before the language itself.
fn tags(locale: Locale) -> Array {
    let tags = window()
        .navigator()
        .languages()
        .iter()
        .filter(|tag| tag.as_string().is_some_and(|tag| Locale::from_tag(&tag) == Some(locale)))
        .collect::<Array>();
    tags.push(&locale.tag().into());
    tags
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (key, value) in pairs {
        set(&options, key, &(*value).into());
    }
    options
}

fn set(object: &Object, key: &str, value: &JsValue) {
    // a plain object of ours takes every key
    let _ = Reflect::set(object, &key.into(), value);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_span_is_told_in_its_largest_unit() {
        assert_eq!(span(TimeDelta::seconds(-59)), (-59, "second"));
        assert_eq!(span(TimeDelta::seconds(-60)), (-1, "minute"));
        assert_eq!(span(TimeDelta::hours(30)), (1, "day"));
        assert_eq!(span(TimeDelta::days(-400)), (-1, "year"));
    }

    #[test]
    fn lists_tell_moments_apart_with_as_little_as_possible() {
        let now = at("2026-11-20T12:00:00Z");
        assert_eq!(short_style(now, now), Style::Time);
        assert_eq!(short_style(now - TimeDelta::days(3), now), Style::Weekday);
        assert_eq!(short_style(now - TimeDelta::days(40), now), Style::Day);
        assert_eq!(short_style(now - TimeDelta::days(400), now), Style::Date);
    }

    #[test]
    fn sizes_and_clocks() {
        assert_eq!(scale(999), (999.0, 0));
        assert_eq!(scale(1_400_000), (1.4, 2));
        assert_eq!(scale(-1), (0.0, 0));
        assert_eq!(clock(24), "0:24");
        assert_eq!(clock(3_723), "1:02:03");
    }
}
