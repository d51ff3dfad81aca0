//! Writes the messages of a batch, and tells what became of them.

use std::collections::BTreeMap;

use openapi::{
    IdentityId, MessageId, WorkspaceId,
    events::{EventData, MessageEvent},
    messages::Message,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ConnectionTrait, EntityTrait, IntoActiveModel,
};

use super::Messages;
use crate::{
    db::parts,
    entity::{
        chat, media,
        message::{ActiveModel, Column, Entity},
        revision,
    },
    error::{Error, Result},
    events::NewEvent,
    inbox::{chats::Chats, rows::write_changed},
};

impl Messages {
    /// Writes everything; new messages get their ids.
    pub(in crate::inbox) async fn write(&mut self, tx: &impl ConnectionTrait) -> Result<()> {
        if !self.media.is_empty() {
            let rows = self.media.drain(..).map(IntoActiveModel::into_active_model);
            media::Entity::insert_many(rows).exec_without_returning(tx).await?;
        }
        let changed: Vec<_> =
            self.changed.iter().map(|index| (&self.loaded[*index], &self.old[*index])).collect();
        write_changed::<Entity>(tx, Column::Id, &changed).await?;
        self.insert_new(tx).await?;
        if !self.revisions.is_empty() {
            // an edit of a message of this very batch has no row to hang on: its first text came and went unseen
            let rows: Vec<_> =
                self.revisions.drain(..).filter(|row| row.message_id != Set(MessageId(0))).collect();
            if !rows.is_empty() {
                revision::Entity::insert_many(rows).exec_without_returning(tx).await?;
            }
        }
        Ok(())
    }

    async fn insert_new(&mut self, tx: &impl ConnectionTrait) -> Result<()> {
        if self.new.is_empty() {
            return Ok(());
        }
        let rows = self.new.iter().map(|row| ActiveModel { id: NotSet, ..row.clone().into_active_model() });
        let mut ids = Vec::with_capacity(self.new.len());
        for rows in parts(rows.collect()) {
            ids.extend(Entity::insert_many(rows).exec_with_returning_keys(tx).await?);
        }
        if ids.len() != self.new.len() {
            return Err(Error::internal("storing messages", "the database returned another number of rows"));
        }
        // neither database promises the order of what it returns, but both number rows in the order of the values
        ids.sort_unstable();
        for (row, id) in self.new.iter_mut().zip(ids) {
            row.id = id;
        }
        Ok(())
    }

    /// Events of everything that changed, with the chats as they are now. Call after [`Self::write`].
    pub(in crate::inbox) fn events(&self, chats: &mut Chats) -> Vec<(WorkspaceId, NewEvent)> {
        let mut events = Vec::with_capacity(self.new.len() + self.changed.len());
        let created = |message, chat: &chat::Model| {
            let shown = chat.clone().show(None);
            EventData::MessageCreated(Box::new(MessageEvent { message, chat: shown }))
        };
        for (index, row) in self.new.iter().enumerate() {
            let message = Message::from(row.clone());
            let Some(chat) = chats.show(&message) else { continue };
            if !self.silent.contains(&index) {
                events.push((row.workspace_id, NewEvent::of_chat(chat, created(message, chat))));
            }
        }
        for index in &self.changed {
            let row = &self.old[*index];
            let message = Message::from(row.clone());
            let is_news = self.news.contains(index);
            let chat = if is_news { chats.show(&message) } else { chats.show_changed(&message) };
            let Some(chat) = chat else { continue };
            let data =
                if is_news { created(message, chat) } else { EventData::MessageUpdated(Box::new(message)) };
            events.push((row.workspace_id, NewEvent::of_chat(chat, data)));
        }
        events
    }

    /// New messages of each identity: incoming and outgoing.
    pub(in crate::inbox) fn traffic(&self) -> impl Iterator<Item = (IdentityId, i64, i64)> {
        let mut counts: BTreeMap<IdentityId, (i64, i64)> = BTreeMap::new();
        let new = self.new.iter().enumerate().filter(|(index, _)| !self.silent.contains(index));
        for row in new.map(|(_, row)| row).chain(self.news.iter().map(|index| &self.old[*index])) {
            let count = counts.entry(row.identity_id).or_default();
            if row.outgoing { count.1 += 1 } else { count.0 += 1 }
        }
        counts.into_iter().map(|(identity, (incoming, outgoing))| (identity, incoming, outgoing))
    }
}
