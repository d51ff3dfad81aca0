//! Names and numbers that a story mentions.

use crate::dice::Dice;

const CITIES: [[&str; 8]; 2] = [
    ["Bremen", "Leipzig", "Antwerp", "Lyon", "Gdańsk", "Turin", "Malmö", "Bristol"],
    ["Тверь", "Псков", "Вологда", "Самара", "Тула", "Пермь", "Выборг", "Рязань"],
];
const STREETS: [[&str; 6]; 2] = [
    ["Harbour Lane", "Mill Road", "Station Square", "Linden Street", "Old Dock", "Bridge Street"],
    ["Складская", "Портовая", "Софийская", "Заводская", "Московское шоссе", "Лесная"],
];
const WEEKDAYS: [[&str; 5]; 2] = [
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
    ["в понедельник", "во вторник", "в среду", "в четверг", "в пятницу"],
];

/// Names and numbers that a story mentions, the same from its beginning to its end.
#[derive(Clone, Debug)]
pub struct Slots(Vec<(&'static str, String)>);

impl Slots {
    /// Throws the dice for a story.
    pub fn new(russian: bool, dice: &mut Dice) -> Self {
        let language = usize::from(russian);
        let weekday = *dice.pick(&WEEKDAYS[language]);
        Self(vec![
            ("order", format!("NP-{}", dice.between(10_000, 99_999))),
            ("number", dice.between(120, 990).to_string()),
            ("amount", dice.between(18, 240).to_string()),
            ("time", format!("{}:{}", dice.between(8, 19), dice.pick(&["00", "15", "30", "45"]))),
            ("city", (*dice.pick(&CITIES[language])).to_owned()),
            ("street", (*dice.pick(&STREETS[language])).to_owned()),
            ("street_ru", (*dice.pick(&STREETS[1])).to_owned()),
            ("weekday", weekday.to_owned()),
            ("on_weekday", weekday.to_owned()),
        ])
    }

    /// What stands for a name.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// A text with every `{name}` replaced.
    pub fn fill(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (name, value) in &self.0 {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }
}
