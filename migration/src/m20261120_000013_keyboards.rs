//! The buttons a bot gives an account in place of its keyboard; and all messages of a workspace by their time, to search
//! them.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.alter_table(Table::alter().table("chats").add_column(json_binary_null("keyboard")).to_owned())
            .await?;
        m.create_index(
            Index::create()
                .name("messages_workspace")
                .table("messages")
                .col("workspace_id")
                .col("sent_at")
                .col("id")
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_index(Index::drop().name("messages_workspace").table("messages").to_owned()).await?;
        m.alter_table(Table::alter().table("chats").drop_column("keyboard").to_owned()).await
    }
}
