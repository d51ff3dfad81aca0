//! Whether an account has something unread in a chat, where queries reach it: folders may leave out what is read.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let column = boolean("has_unread").default(false).take();
        m.alter_table(Table::alter().table("chats").add_column(column).to_owned()).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.alter_table(Table::alter().table("chats").drop_column("has_unread").to_owned()).await
    }
}
