//! What communities are called and whose they are, so that Telegram is asked once.

use sea_orm_migration::{prelude::*, schema::*};

use crate::time;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("peer_names")
                .col(uuid("workspace_id"))
                // in lower case, without `@`
                .col(text("name"))
                .col(text("peer_kind"))
                .col(big_integer("peer_id"))
                .col(time("resolved_at").not_null())
                .primary_key(Index::create().col("workspace_id").col("name"))
                .foreign_key(ForeignKey::create().from("peer_names", "workspace_id").to("workspaces", "id"))
                .to_owned(),
        )
        .await?;
        m.alter_table(
            Table::alter()
                .table("account_peers")
                // what the account was last seen to be there: creator, admin
                .add_column(text_null("role"))
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.alter_table(Table::alter().table("account_peers").drop_column("role").to_owned()).await?;
        m.drop_table(Table::drop().table("peer_names").to_owned()).await
    }
}
