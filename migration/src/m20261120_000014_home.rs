//! Where the database lives, so that a copy of it is told from the original.

use sea_orm_migration::{prelude::*, schema::*};

use crate::time;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("home")
                .col(integer("id").primary_key())
                .col(json_binary("place"))
                // on PostgreSQL the transaction that wrote this row
                .col(text_null("written_by"))
                // on SQLite how often it grew; the file beside the database knows it too
                .col(big_integer("age").default(0))
                // what differs, since when, and the last row of the outbox from before
                .col(text_null("held"))
                .col(time("held_since"))
                .col(big_integer_null("held_outbox"))
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("home").to_owned()).await
    }
}
