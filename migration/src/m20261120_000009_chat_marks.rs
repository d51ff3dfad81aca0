//! Marks that queries need: what is unread in an account's chat, which reads are to be told, and which messages stand
//! apart from their thread.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

const MARKS: [(&str, &str); 2] = [
    // of the account at Telegram: folders may leave out what is read
    ("chats", "has_unread"),
    // found by a search: what lies between it and the others is not stored
    ("messages", "apart"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in MARKS {
            let column = boolean(column).default(false).take();
            m.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        m.get_connection()
            .execute_unprepared(
                "CREATE INDEX chats_read_wanted ON chats (identity_id) WHERE read_wanted IS NOT NULL",
            )
            .await?;
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_index(Index::drop().name("chats_read_wanted").table("chats").to_owned()).await?;
        for (table, column) in MARKS {
            m.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
