//! The event log. Ids count up per workspace in the order of commits, so a reader that resumes misses nothing.

use sea_orm_migration::{prelude::*, schema::*};

use crate::time;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("events")
                .col(uuid("workspace_id"))
                .col(big_integer("id"))
                .col(time("time").not_null())
                .col(text("kind"))
                .col(text_null("identity_kind"))
                .col(uuid_null("identity_id"))
                .col(uuid_null("chat_id"))
                // set on events that only one user may see
                .col(uuid_null("user_id"))
                .col(text("data"))
                .primary_key(Index::create().col("workspace_id").col("id"))
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create().name("events_identity").table("events").col("identity_id").col("id").to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("events").to_owned()).await
    }
}
