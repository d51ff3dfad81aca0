//! Where a story is played.

use super::{canvas, papers, slots::Slots, stories::Line};
use crate::{
    dice::Dice,
    draft::Draft,
    sandbox::Sandbox,
    world::{ChatRef, MessageId, Refusal, UserId},
};

/// Where a story is played, and how far it has come.
pub struct Stage {
    sandbox: Sandbox,
    chat: ChatRef,
    /// Whoever answers.
    bot: UserId,
    /// Who says what the letters from `a` on say.
    cast: Vec<UserId>,
    slots: Slots,
    dice: Dice,
    said: Option<MessageId>,
    /// An answer of history was just given. Bots are not told what they said themselves: the person quotes it,
    /// so that whoever reads the chat later understands.
    answered: bool,
    /// The last answer that was heard.
    pub answer: Option<MessageId>,
}

impl Stage {
    /// A stage before the first line.
    pub fn new(
        sandbox: &Sandbox,
        chat: ChatRef,
        bot: UserId,
        cast: Vec<UserId>,
        russian: bool,
        dice: &mut Dice,
    ) -> Self {
        let slots = Slots::new(russian, dice);
        let dice = Dice::new(dice.roll());
        Self {
            sandbox: sandbox.clone(),
            chat,
            bot,
            cast,
            slots,
            dice,
            said: None,
            answered: false,
            answer: None,
        }
    }

    /// Plays one line now. What the world refuses, since people block bots and operators delete messages, is
    /// left out.
    pub fn play(&mut self, line: Line) {
        if let Err(refusal) = self.try_play(line) {
            tracing::debug!(%refusal, ?line, "a line was left out");
        }
    }

    fn try_play(&mut self, line: Line) -> Result<(), Refusal> {
        match line {
            Line::Say(who, text) => {
                let mut draft = Draft::text(&self.slots.fill(text));
                let quotes = std::mem::take(&mut self.answered) || self.dice.below(6) == 0;
                if let Some(answer) = self.answer.filter(|_| quotes) {
                    draft = draft.reply_to(answer);
                }
                self.say(who, draft)
            }
            Line::Answer(text) => {
                let draft = Draft::text(&self.slots.fill(text));
                self.answer = Some(self.sandbox.shared.write(self.bot, self.chat, draft)?);
                self.answered = true;
                Ok(())
            }
            Line::Photo(who, scene, caption) => match canvas::photo(scene, &mut self.dice) {
                Ok(picture) => {
                    let draft = Draft::photo(picture.full).previewed(picture.small);
                    self.say(who, draft.caption(&self.slots.fill(caption)))
                }
                Err(error) => {
                    tracing::warn!(%error, scene, "a photo could not be drawn");
                    Ok(())
                }
            },
            Line::Document(kind, caption) => {
                let (name, content) = papers::document(kind, &self.slots);
                self.say('a', Draft::document(&name, content).caption(&self.slots.fill(caption)))
            }
            Line::Edit(text) => match self.said {
                Some(said) => {
                    let draft = Draft::text(&self.slots.fill(text));
                    self.sandbox.shared.edit(self.person('a'), said, draft)
                }
                None => Ok(()),
            },
            Line::React(emoji) => match self.answer {
                Some(answer) => self.sandbox.shared.react(self.person('a'), answer, emoji),
                None => Ok(()),
            },
            Line::Place => self.say('a', Draft::location(59.93, 30.31)),
        }
    }

    fn say(&mut self, who: char, draft: Draft) -> Result<(), Refusal> {
        self.said = Some(self.sandbox.shared.write(self.person(who), self.chat, draft)?);
        Ok(())
    }

    fn person(&self, letter: char) -> UserId {
        let place = (u32::from(letter) - u32::from('a')) as usize % self.cast.len();
        self.cast[place]
    }
}
