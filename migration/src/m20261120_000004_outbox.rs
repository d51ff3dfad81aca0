//! The outbox: intents to send, edit, delete, pin and unpin.

use sea_orm_migration::{prelude::*, schema::*};

use crate::time;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("outbox")
                .col(big_pk_auto("id"))
                .col(uuid("workspace_id"))
                .col(uuid("identity_id"))
                .col(uuid("chat_id"))
                .col(big_integer("message_id"))
                .col(text("action"))
                .col(json_binary("payload"))
                .col(integer("lane"))
                .col(text("state"))
                .col(integer("attempts").default(0))
                .col(time("not_before").not_null())
                // the owner's fencing token when it was handed to Telegram
                .col(big_integer_null("fencing"))
                .col(text_null("error"))
                .col(time("created_at").not_null())
                .col(time("settled_at"))
                .foreign_key(ForeignKey::create().from("outbox", "message_id").to("messages", "id"))
                .to_owned(),
        )
        .await?;
        m.get_connection()
            .execute_unprepared(
                "CREATE INDEX outbox_due ON outbox (identity_id, lane, id) WHERE state IN ('queued', 'sending')",
            )
            .await?;
        // a chat's rows go one after the other: finds the one before
        m.get_connection()
            .execute_unprepared(
                "CREATE INDEX outbox_chat ON outbox (chat_id, id) WHERE state IN ('queued', 'sending')",
            )
            .await?;
        m.create_index(Index::create().name("outbox_message").table("outbox").col("message_id").to_owned())
            .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("outbox").to_owned()).await
    }
}
