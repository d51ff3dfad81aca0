//! What happened before the demo began.

use super::{
    Demo,
    stage::Stage,
    stories::{Line, Story},
};
use crate::{dice::Dice, world::ChatRef};

/// How far the history goes back, in seconds.
pub const TWO_DAYS: i64 = 2 * 24 * 3600;

/// A line with the time it is played at.
type Cue = (i64, usize, Line);

/// Plays the stories of the two days before `now`, each line at its time.
pub fn write(demo: &Demo, now: i64, dice: &mut Dice) {
    let mut stages = Vec::new();
    let mut cues = Vec::new();
    for (number, talk) in demo.talks.iter().enumerate() {
        let chat = ChatRef::private(talk.person, &talk.bot);
        let mut end = now - dice.between(60, TWO_DAYS / (1 + i64::from(number % 3 != 0) * 4));
        // The last story first: whoever wrote lately may still wait for an answer.
        for told in 0..=dice.below(3) {
            let story = dice.pick(&talk.stories).clone();
            let waits = told == 0 && dice.below(5) < 3;
            let lines = if waits { before_first_answer(&story) } else { story.lines.clone() };
            stages.push(Stage::new(&demo.sandbox, chat, talk.bot.id, vec![talk.person], talk.russian, dice));
            end = cue(&mut cues, stages.len() - 1, &lines, end, dice) - dice.between(3600, 20 * 3600);
        }
        stages.push(Stage::new(&demo.sandbox, chat, talk.bot.id, vec![talk.person], talk.russian, dice));
        cues.push((end, stages.len() - 1, Line::Say('a', "/start")));
    }
    for group in &demo.groups {
        let russian = group.story.is_russian();
        stages.push(Stage::new(&demo.sandbox, group.chat, group.bot, group.members.clone(), russian, dice));
        cue(&mut cues, stages.len() - 1, &group.story.lines, now - dice.between(600, 9000), dice);
    }
    stages.push(Stage::new(
        &demo.sandbox,
        demo.news.chat,
        demo.news.bot,
        vec![demo.news.editor],
        false,
        dice,
    ));
    for (number, line) in demo.news.lines.iter().rev().enumerate() {
        let back = i64::try_from(number).unwrap_or_default() * 7 * 3600;
        cues.push((now - 2000 - back, stages.len() - 1, *line));
    }
    cues.sort_by_key(|(at, ..)| *at);
    for (at, stage, line) in cues {
        demo.sandbox.clock().set(at);
        stages[stage].play(line);
    }
}

/// Gives every line its time, the last one at `end`; returns when the first is played.
fn cue(cues: &mut Vec<Cue>, stage: usize, lines: &[Line], end: i64, dice: &mut Dice) -> i64 {
    let mut at = end;
    for line in lines.iter().rev() {
        cues.push((at, stage, *line));
        at -= match line {
            Line::Answer(_) => dice.between(60, 900),
            _ => dice.between(8, 120),
        };
    }
    at
}

/// A story up to where the operator owes the first answer.
fn before_first_answer(story: &Story) -> Vec<Line> {
    let first = story.lines.iter().position(|line| matches!(line, Line::Answer(_)));
    story.lines[..first.unwrap_or(story.lines.len())].to_vec()
}
