//! The demo goes on: people begin conversations, wait for answers and answer the operator.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::{Gossip, News, Talk, stage::Stage, stories::Line};
use crate::{
    dice::Dice,
    sandbox::Sandbox,
    world::{ChatRef, Received, ReceivedKind},
};

/// How long people wait for an answer before they lose patience, in seconds.
const PATIENCE: i64 = 240;

/// How fast time goes, and a person's own luck.
pub struct Pace {
    faster: f64,
    dice: Dice,
}

impl Pace {
    /// So many times faster than life.
    pub fn new(faster: f64, seed: u64) -> Self {
        Self { faster: faster.max(0.001), dice: Dice::new(seed) }
    }

    /// A wait between two numbers of seconds.
    fn between(&mut self, low: i64, high: i64) -> Duration {
        let seconds = u64::try_from(self.dice.between(low, high)).unwrap_or_default();
        Duration::from_secs(seconds).div_f64(self.faster)
    }

    async fn pause(&mut self, low: i64, high: i64) {
        sleep(self.between(low, high)).await;
    }
}

/// What people say when they are answered outside a story, in English and in Russian.
const THANKS: [&[&str]; 2] = [
    &[
        "Thank you!",
        "Great, thanks",
        "ok 👍",
        "Got it",
        "Perfect, I'll wait then",
        "thanks for the quick answer",
        "Understood",
    ],
    &[
        "Спасибо!",
        "Понял, спасибо",
        "ок 👍",
        "Хорошо, жду",
        "Принято",
        "Благодарю за быстрый ответ",
        "Отлично",
    ],
];

/// What people say when nobody answers.
const NUDGES: [&[&str]; 2] = [
    &["Hello? Is anyone there?", "Any news?", "I'm still waiting…", "?"],
    &["Вы здесь?", "Есть новости?", "Всё ещё жду…", "?"],
];

/// A person's side of the talk with a bot, for ever.
pub async fn talk(sandbox: Sandbox, talk: Talk, mut pace: Pace) {
    let mut ears =
        Ears { seen: sandbox.received(talk.person).len(), sandbox: sandbox.clone(), talk: talk.clone() };
    let chat = ChatRef::private(talk.person, &talk.bot);
    let mut rest = pace.between(2, 1200);
    loop {
        ears.chat_until(Instant::now() + rest, &mut pace).await;
        let story = pace.dice.pick(&talk.stories).clone();
        let mut stage =
            Stage::new(&sandbox, chat, talk.bot.id, vec![talk.person], talk.russian, &mut pace.dice);
        for line in story.lines {
            if let Line::Answer(_) = line {
                let Some(answer) = ears.wait_patiently(&mut pace).await else { break };
                stage.answer = Some(answer.message);
                ears.press(&answer, &mut pace).await;
            } else {
                pace.pause(3, 14).await;
                stage.play(line);
            }
        }
        rest = pace.between(240, 1800);
    }
}

/// What a person hears of one bot.
struct Ears {
    sandbox: Sandbox,
    talk: Talk,
    /// How much of what was received is known.
    seen: usize,
}

impl Ears {
    /// The bot's next message, if it comes in time.
    async fn hear(&mut self, within: Duration) -> Option<Received> {
        let (bot, seen) = (self.talk.bot.id, self.seen);
        let is_answer = |one: &Received| {
            one.from == bot && one.kind == ReceivedKind::Message && matches!(one.chat, ChatRef::Private(_))
        };
        let wanted = |all: &[Received]| all.get(seen..).is_some_and(|new| new.iter().any(is_answer));
        let all = self.sandbox.wait_received(self.talk.person, within, wanted).await.ok()?;
        let place = seen + all.get(seen..)?.iter().position(is_answer)?;
        self.seen = place + 1;
        all.into_iter().nth(place)
    }

    /// The operator's answer; without one the person asks again once and then gives up.
    async fn wait_patiently(&mut self, pace: &mut Pace) -> Option<Received> {
        let patience = pace.between(PATIENCE / 2, PATIENCE);
        if let Some(answer) = self.hear(patience).await {
            return Some(answer);
        }
        if pace.dice.below(3) == 0 {
            self.say(NUDGES, pace);
        }
        self.hear(patience * 2).await
    }

    /// Rests, but answers the operator politely.
    async fn chat_until(&mut self, end: Instant, pace: &mut Pace) {
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let Some(answer) = self.hear(left).await else { return };
            self.press(&answer, pace).await;
            pace.pause(4, 12).await;
            if pace.dice.below(4) == 0 {
                let reaction = self.sandbox.shared.react(self.talk.person, answer.message, "👍");
                reaction.unwrap_or_else(|refusal| tracing::debug!(%refusal, "a reaction was left out"));
            } else {
                self.say(THANKS, pace);
            }
        }
    }

    /// Presses one of the buttons that came with a message.
    async fn press(&self, answer: &Received, pace: &mut Pace) {
        let Some(keyboard) = &answer.keyboard else { return };
        let rows = keyboard["inline_keyboard"].as_array().into_iter().flatten();
        let buttons = rows.filter_map(|row| row.as_array()).flatten();
        let choices: Vec<&str> = buttons.filter_map(|button| button["callback_data"].as_str()).collect();
        if choices.is_empty() {
            return;
        }
        pace.pause(2, 6).await;
        let data = *pace.dice.pick(&choices);
        let person = self.talk.person;
        if let Err(refusal) = self.sandbox.shared.change(|world| world.press(person, answer.message, data)) {
            tracing::debug!(%refusal, "a button was not pressed");
        }
    }

    fn say(&self, choice: [&[&'static str]; 2], pace: &mut Pace) {
        let choice = choice[usize::from(self.talk.russian)];
        let text = choice[pace.dice.below(choice.len())];
        let chat = ChatRef::private(self.talk.person, &self.talk.bot);
        let cast = vec![self.talk.person];
        Stage::new(&self.sandbox, chat, self.talk.bot.id, cast, self.talk.russian, &mut pace.dice)
            .play(Line::Say('a', text));
    }
}

/// The members of a group talk, for ever.
pub async fn gossip(sandbox: Sandbox, group: Gossip, mut pace: Pace) {
    loop {
        pace.pause(30, 600).await;
        let mut members = group.members.clone();
        let turn = pace.dice.below(members.len());
        members.rotate_left(turn);
        let russian = group.story.is_russian();
        let mut stage = Stage::new(&sandbox, group.chat, group.bot, members, russian, &mut pace.dice);
        for line in &group.story.lines {
            pace.pause(15, 90).await;
            stage.play(*line);
        }
    }
}

/// A channel is written, for ever.
pub async fn news(sandbox: Sandbox, news: News, mut pace: Pace) {
    loop {
        for line in &news.lines {
            pace.pause(600, 2400).await;
            Stage::new(&sandbox, news.chat, news.bot, vec![news.editor], false, &mut pace.dice).play(*line);
        }
    }
}
