//! A small living world: four bots, sixty people who write to them, three groups and a channel.
//!
//! [`Demo::set_up`] makes the world with two days of history, [`Demo::play`] lets it go on.

mod canvas;
mod cast;
mod history;
mod live;
mod papers;
mod slots;
mod stage;
mod stories;

use std::sync::Arc;

use tokio::task::JoinSet;

use self::{
    cast::{ENGLISH, Name, RUSSIAN},
    live::Pace,
    stories::{Line, Story},
};
use crate::{
    dice::Dice,
    sandbox::{Bot, Sandbox},
    world::{ChatRef, UserId},
};

/// Username, name and stories of the bots.
const BOTS: [[&str; 3]; 4] = [
    ["north_support_bot", "North Support", include_str!("demo/stories/north_support.txt")],
    ["north_orders_bot", "North Orders", include_str!("demo/stories/north_orders.txt")],
    ["cargo_ru_bot", "Карго Север", include_str!("demo/stories/cargo_ru.txt")],
    ["lumen_lab_bot", "Lumen Lab", include_str!("demo/stories/lab_results.txt")],
];

const SUPPORT: usize = 0;
const ORDERS: usize = 1;
const CARGO: usize = 2;
const LAB: usize = 3;

/// A world that was set up and waits to go on.
pub struct Demo {
    sandbox: Sandbox,
    seed: u64,
    talks: Vec<Talk>,
    groups: Vec<Gossip>,
    news: News,
}

/// A person and a bot who talk to each other.
#[derive(Clone)]
struct Talk {
    person: UserId,
    bot: Bot,
    russian: bool,
    stories: Arc<Vec<Story>>,
}

/// A group whose members talk.
#[derive(Clone)]
struct Gossip {
    chat: ChatRef,
    bot: UserId,
    members: Vec<UserId>,
    story: Story,
}

/// A channel and who writes in it.
#[derive(Clone)]
struct News {
    chat: ChatRef,
    bot: UserId,
    editor: UserId,
    lines: Vec<Line>,
}

impl Demo {
    /// Puts people, bots, groups and two days of history into an empty sandbox.
    pub fn set_up(sandbox: &Sandbox, seed: u64) -> Self {
        let mut dice = Dice::new(seed ^ 0xDE30);
        let now = sandbox.clock().now();
        sandbox.clock().set(now - 2 * history::TWO_DAYS);
        let bots: Vec<_> = BOTS.map(|[username, name, _]| sandbox.add_bot(username, name)).into();
        let english = ENGLISH.map(|name| add_person(sandbox, name, "en", &mut dice));
        let russian = RUSSIAN.map(|name| add_person(sandbox, name, "ru", &mut dice));
        let talks = talks(&bots, &english, &russian);
        let groups = groups(sandbox, &bots, &english, &russian);
        let editor = english[0];
        let chat = sandbox.add_channel("North news", editor, Some("north_news"));
        sandbox.promote(&bots[SUPPORT], chat);
        for reader in english.iter().chain(&russian).skip(1).step_by(3) {
            sandbox.join(*reader, chat);
        }
        let lines = include_str!("demo/stories/news.txt").lines().map(stories::line).collect();
        let news = News { chat, bot: bots[SUPPORT].id, editor, lines };
        let demo = Self { sandbox: sandbox.clone(), seed, talks, groups, news };
        history::write(&demo, now, &mut dice);
        sandbox.clock().run();
        demo
    }

    /// Lets the world go on until this is dropped; `pace` makes everything so many times faster than life.
    pub async fn play(self, pace: f64) {
        let mut actors = JoinSet::new();
        for (number, talk) in self.talks.into_iter().enumerate() {
            let pace = Pace::new(pace, self.seed.wrapping_add(number as u64));
            actors.spawn(live::talk(self.sandbox.clone(), talk, pace));
        }
        for (number, group) in self.groups.into_iter().enumerate() {
            let pace = Pace::new(pace, self.seed.wrapping_mul(31).wrapping_add(number as u64));
            actors.spawn(live::gossip(self.sandbox.clone(), group, pace));
        }
        actors.spawn(live::news(self.sandbox.clone(), self.news, Pace::new(pace, self.seed)));
        actors.join_all().await;
    }
}

fn add_person(sandbox: &Sandbox, (first, last, username): Name, language: &str, dice: &mut Dice) -> UserId {
    let person = sandbox.add_person(first, last, username);
    sandbox.set_language(person, language);
    match canvas::portrait(dice) {
        Ok(picture) if dice.below(3) > 0 => sandbox.set_photo(person, picture),
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, "a portrait could not be drawn"),
    }
    person
}

/// Who writes to which bot; some write to two.
fn talks(bots: &[Bot], english: &[UserId], russian: &[UserId]) -> Vec<Talk> {
    let stories: Vec<_> = BOTS.iter().map(|[_, _, file]| stories::read(file)).collect();
    let told = |bot: usize, russian: bool| {
        let fitting = stories[bot].iter().filter(|story| story.is_russian() == russian);
        Arc::new(fitting.cloned().collect::<Vec<_>>())
    };
    let mut talks = Vec::new();
    let mut add = |person: UserId, bot: usize, russian: bool| {
        let stories = told(bot, russian);
        talks.push(Talk { person, bot: bots[bot].clone(), russian, stories });
    };
    for (number, person) in english.iter().enumerate() {
        add(*person, if number % 2 == 0 { SUPPORT } else { ORDERS }, false);
        if number % 5 == 0 {
            add(*person, LAB, false);
        }
    }
    for (number, person) in russian.iter().enumerate() {
        add(*person, CARGO, true);
        if number % 4 == 0 {
            add(*person, LAB, true);
        }
    }
    talks
}

fn groups(sandbox: &Sandbox, bots: &[Bot], english: &[UserId], russian: &[UserId]) -> Vec<Gossip> {
    let mut stories = stories::read(include_str!("demo/stories/groups.txt")).into_iter();
    let mut groups = Vec::new();
    let casts =
        [(SUPPORT, &english[3..9], false), (CARGO, &russian[8..16], true), (ORDERS, &english[12..20], true)];
    for ((bot, members, is_super), story) in casts.into_iter().zip(&mut stories) {
        let chat = if is_super {
            sandbox.add_supergroup(story.title, members[0], None)
        } else {
            sandbox.add_group(story.title, members[0])
        };
        for member in &members[1..] {
            sandbox.join(*member, chat);
        }
        sandbox.set_reads_all(&bots[bot], true);
        sandbox.join(&bots[bot], chat);
        groups.push(Gossip { chat, bot: bots[bot].id, members: members.to_vec(), story });
    }
    groups
}
