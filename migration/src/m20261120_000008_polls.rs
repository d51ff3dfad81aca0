//! Which messages show a poll: votes are told by the poll's id alone.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let column = text_null("poll_id").take();
        m.alter_table(Table::alter().table("messages").add_column(column).to_owned()).await?;
        m.get_connection()
            .execute_unprepared(
                "CREATE INDEX messages_poll ON messages (identity_id, poll_id) WHERE poll_id IS NOT NULL",
            )
            .await?;
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_index(Index::drop().name("messages_poll").table("messages").to_owned()).await?;
        m.alter_table(Table::alter().table("messages").drop_column("poll_id").to_owned()).await
    }
}
