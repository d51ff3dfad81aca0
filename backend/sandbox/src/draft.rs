//! What a person is about to write.

use bytes::Bytes;

use crate::{
    picture,
    text::Text,
    world::{Contact, Content, File, FileKind, Location, MessageId, Poll, Post, World},
};

/// What a person is about to write.
#[derive(Clone, Debug)]
pub struct Draft {
    body: Body,
    reply_to: Option<MessageId>,
    topic: Option<MessageId>,
    album: Option<u64>,
    date: Option<i64>,
    protected: bool,
}

#[derive(Clone, Debug)]
enum Body {
    Text(Text),
    File { file: File, caption: Text, preview: Option<Bytes> },
    Location(Location),
    Contact(Contact),
    Poll(Poll),
    Dice { emoji: String, value: u8 },
}

impl Draft {
    fn new(body: Body) -> Self {
        Self { body, reply_to: None, topic: None, album: None, date: None, protected: false }
    }

    /// Text; links, mentions, hashtags and `/commands` in it get their entities.
    pub fn text(text: &str) -> Self {
        Self::new(Body::Text(Text::plain(text)))
    }

    /// Text with its formatting.
    pub fn formatted(text: Text) -> Self {
        Self::new(Body::Text(text))
    }

    /// A photo; its size is read from the picture.
    pub fn photo(picture: impl Into<Bytes>) -> Self {
        Self::file(FileKind::Photo, None, picture)
    }

    /// A document.
    pub fn document(name: &str, content: impl Into<Bytes>) -> Self {
        Self::file(FileKind::Document, Some(name), content)
    }

    /// A voice note of some seconds.
    pub fn voice(content: impl Into<Bytes>, seconds: u32) -> Self {
        Self::file(FileKind::Voice, None, content).lasting(seconds)
    }

    /// A sticker (WebP) with its emoji.
    pub fn sticker(picture: impl Into<Bytes>, emoji: &str) -> Self {
        Self::file(FileKind::Sticker, None, picture).meaning(emoji)
    }

    /// A file of any kind.
    pub fn file(kind: FileKind, name: Option<&str>, content: impl Into<Bytes>) -> Self {
        let mut file = File::new(kind, name, content.into());
        (file.width, file.height) = picture::size(&file.bytes).unwrap_or((512, 512));
        Self::new(Body::File { file, caption: Text::default(), preview: None })
    }

    /// A point on the map.
    pub fn location(latitude: f64, longitude: f64) -> Self {
        Self::new(Body::Location(Location { latitude, longitude }))
    }

    /// Someone's telephone number.
    pub fn contact(phone_number: &str, first_name: &str) -> Self {
        Self::new(Body::Contact(Contact {
            phone_number: phone_number.into(),
            first_name: first_name.into(),
            last_name: None,
            user_id: None,
        }))
    }

    /// A poll.
    pub fn poll(question: &str, options: &[&str]) -> Self {
        let options = options.iter().map(|option| (*option).to_owned()).collect();
        Self::new(Body::Poll(Poll::new(String::new(), question.into(), options)))
    }

    /// A die, or another animated emoji that shows a value.
    pub fn dice(emoji: &str, value: u8) -> Self {
        Self::new(Body::Dice { emoji: emoji.into(), value })
    }

    /// Lets people give several answers to a poll.
    #[must_use]
    pub fn multiple(mut self) -> Self {
        if let Body::Poll(poll) = &mut self.body {
            poll.multiple = true;
        }
        self
    }

    /// Makes a quiz of a poll, by the place of the right answer.
    #[must_use]
    pub fn quiz(mut self, correct: usize) -> Self {
        if let Body::Poll(poll) = &mut self.body {
            poll.correct = Some(correct);
        }
        self
    }

    /// Gives a sticker its emoji.
    #[must_use]
    pub fn meaning(mut self, emoji: &str) -> Self {
        if let Body::File { file, .. } = &mut self.body {
            file.emoji = Some(emoji.into());
        }
        self
    }

    /// Gives a file a caption.
    #[must_use]
    pub fn caption(self, text: &str) -> Self {
        self.captioned(Text::plain(text))
    }

    /// Gives a file a small picture of it, which bots see beside it.
    #[must_use]
    pub fn previewed(mut self, picture: impl Into<Bytes>) -> Self {
        if let Body::File { preview, .. } = &mut self.body {
            *preview = Some(picture.into());
        }
        self
    }

    /// Gives a file a caption with its formatting.
    #[must_use]
    pub fn captioned(mut self, text: Text) -> Self {
        if let Body::File { caption, .. } = &mut self.body {
            *caption = text;
        }
        self
    }

    /// Gives a voice note, video or piece of music its length in seconds.
    #[must_use]
    pub fn lasting(mut self, seconds: u32) -> Self {
        if let Body::File { file, .. } = &mut self.body {
            file.duration = seconds;
        }
        self
    }

    /// Makes a file's content up, so many bytes of [`crate::world::pattern`]: nothing holds them all.
    #[must_use]
    pub fn made_up(mut self, bytes: u64) -> Self {
        if let Body::File { file, .. } = &mut self.body {
            file.made_up = Some(bytes);
        }
        self
    }

    /// Answers a message.
    #[must_use]
    pub fn reply_to(mut self, message: MessageId) -> Self {
        self.reply_to = Some(message);
        self
    }

    /// Puts it in a topic, named by the message that began it.
    #[must_use]
    pub fn in_topic(mut self, topic: MessageId) -> Self {
        self.topic = Some(topic);
        self
    }

    /// Makes it part of an album; all parts bear the same number.
    #[must_use]
    pub fn in_album(mut self, album: u64) -> Self {
        self.album = Some(album);
        self
    }

    /// Dates it, in Unix seconds. Bots are not told of what is older than a day.
    #[must_use]
    pub fn dated(mut self, unix: i64) -> Self {
        self.date = Some(unix);
        self
    }

    /// Lets nobody forward or save it.
    #[must_use]
    pub fn protected(mut self) -> Self {
        self.protected = true;
        self
    }

    /// Hands it to the world.
    pub(crate) fn into_post(self, world: &mut World) -> Post {
        let content = match self.body {
            Body::Text(text) => Content::Text(text),
            Body::File { mut file, caption, preview } => {
                file.thumbnail = preview.map(|picture| world.add_file(photo(picture)));
                Content::File { file: world.add_file(file), caption, spoiler: false }
            }
            Body::Location(location) => Content::Location(location),
            Body::Contact(contact) => Content::Contact(contact),
            Body::Poll(poll) => {
                let id = (world.dice().roll() >> 1).to_string();
                Content::Poll(Poll { id, ..poll })
            }
            Body::Dice { emoji, value } => Content::Dice { emoji, value },
        };
        let Self { reply_to, topic, album, date, protected, .. } = self;
        Post { reply_to, topic, album, protected, date, ..Post::from(content) }
    }

    /// Its text or caption, for an edit.
    pub(crate) fn into_text(self) -> Text {
        match self.body {
            Body::Text(text) | Body::File { caption: text, .. } => text,
            _ => Text::default(),
        }
    }
}

/// A photo; its size is read from the picture.
pub(crate) fn photo(picture: impl Into<Bytes>) -> File {
    let mut file = File::new(FileKind::Photo, None, picture.into());
    (file.width, file.height) = picture::size(&file.bytes).unwrap_or((512, 512));
    file
}
