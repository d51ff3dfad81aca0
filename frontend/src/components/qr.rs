//! A QR code, drawn.

use std::fmt::Write;

use leptos::{prelude::*, text_prop::TextProp};
use qrcodegen::{QrCode, QrCodeEcc};

use crate::react::memo;

/// The quiet zone that readers need around a code, in modules. Source: ISO/IEC 18004.
const QUIET: i32 = 4;

/// The code of a text, dark on light in every theme: not every reader takes it the other way round.
#[component]
pub fn Qr(
    /// What it holds.
    #[prop(into)]
    text: Signal<String>,
    /// What it is, for who cannot see it.
    #[prop(into)]
    label: TextProp,
) -> impl IntoView {
    let drawn = memo(move || text.with(|text| draw(text)));
    let frame = move || drawn.with(|drawn| drawn.as_ref().map(|(side, _)| format!("0 0 {side} {side}")));
    let path = move || drawn.with(|drawn| drawn.as_ref().map(|(_, path)| path.clone()));
    view! {
        <svg class="qr" viewBox=frame role="img" aria-label=move || label.get() shape-rendering="crispEdges">
            <path d=path></path>
        </svg>
    }
}

/// The side of the drawing and its dark modules as a path; nothing for a text too long for any code.
fn draw(text: &str) -> Option<(i32, String)> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let size = code.size();
    let dark =
        (0..size).flat_map(|y| (0..size).map(move |x| (x, y))).filter(|(x, y)| code.get_module(*x, *y));
    let mut path = String::new();
    for (x, y) in dark {
        // a string takes everything that is written to it
        let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
    }
    Some((size + 2 * QUIET, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners_within_the_quiet_zone() {
        let (side, path) = draw("tg://login?token=AQIDBAUGBwgJCgsMDQ4PEA").unwrap();
        let last = side - QUIET - 1;
        for (x, y) in [(QUIET, QUIET), (last, QUIET), (QUIET, last)] {
            assert!(path.contains(&format!("M{x} {y}h")), "{x} {y}");
        }
        assert!(draw(&"x".repeat(3_000)).is_none());
    }
}
