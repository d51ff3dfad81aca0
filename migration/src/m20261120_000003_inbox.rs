//! Raw updates, chats, messages and their revisions, media, read marks and hourly traffic.

use sea_orm_migration::{prelude::*, schema::*};

use crate::time;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("updates")
                .col(uuid("identity_id"))
                .col(big_integer("update_id"))
                .col(time("received_at").not_null())
                .col(text("raw"))
                // why it could not be read; it is kept all the same
                .col(text_null("problem"))
                .primary_key(Index::create().col("identity_id").col("update_id"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("chats")
                .col(uuid("id").primary_key())
                .col(uuid("workspace_id"))
                .col(uuid("identity_id"))
                .col(text("identity_kind"))
                .col(text("peer_kind"))
                .col(big_integer("peer_id"))
                .col(text("kind"))
                .col(text("title"))
                .col(text_null("username"))
                // title and username in lower case: SQLite's own lower() knows only ASCII
                .col(text("search"))
                .col(text("access"))
                .col(json_binary_null("preview"))
                .col(time("last_message_at").not_null())
                .col(big_integer("incoming_count").default(0))
                .col(time("wait_until"))
                .col(time("created_at").not_null())
                .foreign_key(ForeignKey::create().from("chats", "identity_id").to("identities", "id"))
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("chats_peer")
                .table("chats")
                .col("identity_id")
                .col("peer_kind")
                .col("peer_id")
                .unique()
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("chats_list")
                .table("chats")
                .col("workspace_id")
                .col("identity_kind")
                .col("last_message_at")
                .col("id")
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("chats_list_identity")
                .table("chats")
                .col("identity_id")
                .col("last_message_at")
                .col("id")
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("messages")
                .col(big_pk_auto("id"))
                .col(uuid("workspace_id"))
                .col(uuid("identity_id"))
                .col(uuid("chat_id"))
                .col(big_integer_null("external_id"))
                .col(text("kind"))
                .col(boolean("outgoing"))
                .col(json_binary_null("author"))
                .col(text("text"))
                .col(json_binary_null("entities"))
                .col(json_binary_null("service"))
                .col(json_binary_null("media"))
                .col(text_null("album_id"))
                .col(big_integer_null("topic_id"))
                .col(json_binary_null("reply_to"))
                .col(json_binary_null("forward"))
                .col(json_binary_null("buttons"))
                .col(json_binary_null("reactions"))
                .col(boolean("pinned").default(false))
                .col(time("sent_at").not_null())
                .col(time("edited_at"))
                .col(time("deleted_at"))
                .col(integer("revisions").default(0))
                // its number among the chat's incoming messages: unread = incoming_count - read_count
                .col(big_integer_null("incoming_no"))
                .col(text_null("delivery"))
                .col(text_null("delivery_error"))
                .col(time("delivery_retry_at"))
                // an edit, deletion or pin that was asked for and Telegram has not made
                .col(json_binary_null("change"))
                .col(uuid_null("user_id"))
                .col(text_null("sent_by"))
                .foreign_key(ForeignKey::create().from("messages", "chat_id").to("chats", "id"))
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("messages_external")
                .table("messages")
                .col("chat_id")
                .col("external_id")
                .unique()
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("messages_thread")
                .table("messages")
                .col("chat_id")
                .col("sent_at")
                .col("id")
                .to_owned(),
        )
        .await?;
        let db = m.get_connection();
        db.execute_unprepared("CREATE INDEX messages_pinned ON messages (chat_id, sent_at) WHERE pinned")
            .await?;
        db.execute_unprepared(
            "CREATE INDEX messages_needs_person ON messages (workspace_id, id) WHERE delivery IN ('failed', 'unknown')",
        )
        .await?;
        m.create_table(
            Table::create()
                .table("revisions")
                .col(big_pk_auto("id"))
                .col(big_integer("message_id"))
                .col(text("text"))
                .col(json_binary_null("entities"))
                .col(json_binary_null("media"))
                .col(time("replaced_at").not_null())
                .foreign_key(ForeignKey::create().from("revisions", "message_id").to("messages", "id"))
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create().name("revisions_message").table("revisions").col("message_id").to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("media")
                .col(uuid("id").primary_key())
                .col(uuid("workspace_id"))
                // who can download it at Telegram; none for an upload of ours
                .col(uuid_null("identity_id"))
                .col(text_null("file_id"))
                .col(json_binary("info"))
                // the file's name in the content-addressed store, once it is there
                .col(text_null("sha256"))
                .col(time("created_at").not_null())
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("read_marks")
                .col(uuid("user_id"))
                .col(uuid("chat_id"))
                .col(big_integer_null("message_id"))
                .col(big_integer("read_count"))
                .primary_key(Index::create().col("user_id").col("chat_id"))
                .foreign_key(ForeignKey::create().from("read_marks", "chat_id").to("chats", "id"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("traffic")
                .col(uuid("identity_id"))
                .col(time("hour").not_null())
                .col(big_integer("incoming").default(0))
                .col(big_integer("outgoing").default(0))
                .primary_key(Index::create().col("identity_id").col("hour"))
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in ["traffic", "read_marks", "media", "revisions", "messages", "chats", "updates"] {
            m.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
