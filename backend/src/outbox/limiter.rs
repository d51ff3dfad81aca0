//! How fast Telegram may be asked to send: seeded with its published figures, corrected by what it says.
//!
//! Published: about one message a second in a chat, with short bursts; 20 a minute in a group; about 30 a second in
//! bulk. Source: <https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this>. Answers are not bulk:
//! <https://github.com/tdlib/td/issues/3034>. Edits count like messages: <https://github.com/tdlib/td/issues/2592>.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use openapi::{ChatId, chats::ChatKind};

/// `burst` at once, then one in each `interval`.
#[derive(Debug, Clone, Copy)]
struct Quota {
    burst: i32,
    interval: TimeDelta,
}

const PRIVATE: Quota = Quota { burst: 3, interval: TimeDelta::seconds(1) };
/// 3 at once and 17 in the minute after: never more than 20 in any minute.
const GROUP: Quota = Quota { burst: 3, interval: TimeDelta::milliseconds(60_000 / 17 + 1) };
const BULK: Quota = Quota { burst: 1, interval: TimeDelta::milliseconds(1000 / 30 + 1) };

/// A token bucket, kept as the time at which it is full again.
#[derive(Debug, Clone, Copy)]
struct Bucket(DateTime<Utc>);

impl Bucket {
    /// When there is a token.
    fn ready_at(self, quota: Quota) -> DateTime<Utc> {
        self.0 - quota.interval * (quota.burst - 1)
    }

    fn take(&mut self, quota: Quota, count: i32, now: DateTime<Utc>) {
        self.0 = self.0.max(now) + quota.interval * count;
    }
}

/// The buckets of one identity.
#[derive(Debug, Default)]
pub(super) struct Limiter {
    chats: HashMap<ChatId, Bucket>,
    bulk: Option<Bucket>,
}

impl Limiter {
    /// Takes as many tokens of the chat as messages go out, and of the bulk bucket where it is bulk. Without one says when
    /// there will be; an album goes with one and leaves the bucket in debt, for it may be larger than any burst.
    pub fn take(
        &mut self,
        chat: (ChatId, ChatKind),
        bulk: bool,
        count: i32,
        now: DateTime<Utc>,
    ) -> Result<(), DateTime<Utc>> {
        let quota = quota(chat.1);
        let own = self.chats.get(&chat.0).map_or(now, |bucket| bucket.ready_at(quota));
        let all = self.bulk.filter(|_| bulk).map_or(now, |bucket| bucket.ready_at(BULK));
        let ready = own.max(all);
        if ready > now {
            return Err(ready);
        }
        self.chats.entry(chat.0).or_insert(Bucket(now)).take(quota, count, now);
        if bulk {
            self.bulk.get_or_insert(Bucket(now)).take(BULK, count, now);
        }
        // a full bucket is as good as none
        self.chats.retain(|_, bucket| bucket.0 > now);
        Ok(())
    }

    /// How many chats have less than a full bucket.
    pub fn chats(&self) -> usize {
        self.chats.len()
    }

    /// Telegram makes us wait: there is no burst right after.
    pub fn wait(&mut self, chat: (ChatId, ChatKind), until: DateTime<Utc>) {
        let quota = quota(chat.1);
        self.chats.insert(chat.0, Bucket(until + quota.interval * (quota.burst - 1)));
    }
}

fn quota(kind: ChatKind) -> Quota {
    match kind {
        ChatKind::Private | ChatKind::Channel => PRIVATE,
        ChatKind::Group | ChatKind::Supergroup => GROUP,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHAT: ChatId = ChatId(uuid::Uuid::nil());

    /// How many go in this time when each goes as soon as it may.
    fn sent_in(limiter: &mut Limiter, kind: ChatKind, bulk: bool, span: TimeDelta) -> i32 {
        let start = DateTime::UNIX_EPOCH;
        let (mut now, mut sent) = (start, 0);
        loop {
            match limiter.take((CHAT, kind), bulk, 1, now) {
                Ok(()) => sent += 1,
                Err(ready) if ready - start >= span => return sent,
                Err(ready) => now = ready,
            }
        }
    }

    #[test]
    fn a_group_gets_at_most_twenty_a_minute() {
        let sent = sent_in(&mut Limiter::default(), ChatKind::Supergroup, false, TimeDelta::minutes(1));
        assert_eq!(sent, 19);
    }

    #[test]
    fn a_private_chat_gets_a_short_burst_and_then_one_a_second() {
        let sent = sent_in(&mut Limiter::default(), ChatKind::Private, false, TimeDelta::seconds(10));
        assert_eq!(sent, 12);
    }

    #[test]
    fn bulk_shares_one_bucket_and_answers_do_not_count() {
        let mut limiter = Limiter::default();
        let now = DateTime::UNIX_EPOCH;
        let chat = |n| (ChatId(uuid::Uuid::from_u128(n)), ChatKind::Private);
        assert!(limiter.take(chat(1), true, 1, now).is_ok());
        let ready = limiter.take(chat(2), true, 1, now).unwrap_err();
        assert!(limiter.take(chat(3), false, 1, now).is_ok());
        assert!(limiter.take(chat(2), true, 1, ready).is_ok());
        assert!(ready - now > TimeDelta::milliseconds(33));
    }

    #[test]
    fn an_album_counts_as_its_messages() {
        let mut limiter = Limiter::default();
        let now = DateTime::UNIX_EPOCH;
        assert!(limiter.take((CHAT, ChatKind::Private), false, 10, now).is_ok());
        let ready = limiter.take((CHAT, ChatKind::Private), false, 1, now).unwrap_err();
        assert_eq!(ready - now, TimeDelta::seconds(8));
    }

    #[test]
    fn there_is_no_burst_after_a_wait() {
        let mut limiter = Limiter::default();
        let until = DateTime::UNIX_EPOCH + TimeDelta::seconds(7);
        limiter.wait((CHAT, ChatKind::Private), until);
        assert_eq!(limiter.take((CHAT, ChatKind::Private), false, 1, DateTime::UNIX_EPOCH), Err(until));
        assert!(limiter.take((CHAT, ChatKind::Private), false, 1, until).is_ok());
        assert_eq!(
            limiter.take((CHAT, ChatKind::Private), false, 1, until),
            Err(until + TimeDelta::seconds(1))
        );
    }
}
