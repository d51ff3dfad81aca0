//! What is still to be fetched of accounts' chats, what was missed and what came before; and where nodes reach each other.

use sea_orm_migration::{prelude::*, schema::*};

use crate::time;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("stretches")
                .col(big_pk_auto("id"))
                .col(uuid("identity_id"))
                .col(uuid("chat_id"))
                // missed messages are fetched onwards from `next_id`, earlier ones backwards
                .col(boolean("missed"))
                .col(big_integer("next_id"))
                // the last one missed
                .col(big_integer_null("until_id"))
                // how far back earlier ones are wanted
                .col(time("until"))
                .col(big_integer("fetched").default(0))
                .col(time("done_at"))
                .foreign_key(ForeignKey::create().from("stretches", "identity_id").to("identities", "id"))
                .foreign_key(ForeignKey::create().from("stretches", "chat_id").to("chats", "id"))
                .to_owned(),
        )
        .await?;
        for index in [
            "CREATE UNIQUE INDEX stretches_earlier ON stretches (chat_id) WHERE NOT missed",
            "CREATE INDEX stretches_pending ON stretches (identity_id) WHERE done_at IS NULL",
        ] {
            m.get_connection().execute_unprepared(index).await?;
        }
        m.create_table(
            Table::create()
                .table("nodes")
                .col(uuid("id").primary_key())
                .col(text("url"))
                .col(time("until").not_null())
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("nodes").to_owned()).await?;
        m.drop_table(Table::drop().table("stretches").to_owned()).await
    }
}
