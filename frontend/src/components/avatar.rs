//! A round stand-in for a face: initials on a colour that stays the same for the same name.

use leptos::prelude::*;

/// Initials of a name on a colour of its own.
#[component]
pub fn Avatar(
    /// The name.
    #[prop(into)]
    name: Signal<String>,
    /// Fits a dense row.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let class =
        move || name.with(|name| format!("avatar hue-{}{}", hue(name), if small { " small" } else { "" }));
    view! { <span class=class aria-hidden="true">{move || name.with(|name| initials(name))}</span> }
}

/// The first letters of the first two words; of one word its first two. The style makes capitals of them.
fn initials(name: &str) -> String {
    let mut words = name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    match (words.next(), words.next()) {
        (Some(first), Some(second)) => first.chars().take(1).chain(second.chars().take(1)).collect(),
        (Some(only), None) => only.chars().take(2).collect(),
        _ => name.chars().take(1).collect(),
    }
}

/// One of the eight colours of `style/parts.css`.
fn hue(name: &str) -> u32 {
    name.bytes().fold(7, |sum: u32, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte))) % 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_of_many_kinds_of_names() {
        assert_eq!(initials("Elena Markova"), "EM");
        assert_eq!(initials("north_support"), "ns");
        assert_eq!(initials("Айгуль"), "Ай");
        assert_eq!(initials("🎉"), "🎉");
        assert_eq!(initials(""), "");
    }

    #[test]
    fn a_name_keeps_its_colour() {
        assert_eq!(hue("Elena"), hue("Elena"));
        assert!(hue("Warehouse 7") < 8);
    }
}
