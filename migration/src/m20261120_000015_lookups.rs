//! What each identity is in its chats, and which sends of an account may be what came back, however many it made before.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // creator, admin; none for less, and where it was not told yet
        m.alter_table(Table::alter().table("chats").add_column(text_null("role")).to_owned()).await?;
        m.get_connection()
            .execute_unprepared(
                "CREATE INDEX outbox_open ON outbox (identity_id, random_id) \
                 WHERE random_id IS NOT NULL AND state IN ('queued', 'sending', 'unknown')",
            )
            .await?;
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_index(Index::drop().name("outbox_open").table("outbox").to_owned()).await?;
        m.alter_table(Table::alter().table("chats").drop_column("role").to_owned()).await
    }
}
