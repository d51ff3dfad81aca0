//! What an account's list of chats can be asked by, polls, and what an operator may choose for an account.

use sea_orm_migration::{prelude::*, schema::*};

use crate::time;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let add = async |table: &str, columns: Vec<ColumnDef>| {
            // SQLite adds one column a statement
            for column in columns {
                m.alter_table(Table::alter().table(table.to_owned()).add_column(column).to_owned()).await?;
            }
            Ok::<_, DbErr>(())
        };
        let columns = vec![
            // the same as in `dialog`, where queries reach it
            boolean("archived").default(false).take(),
            boolean("pinned").default(false).take(),
            time("muted_until"),
            // of a person: whether it is a bot, and whether the account has it in its address book
            boolean("is_bot").default(false).take(),
            boolean("is_contact").default(false).take(),
            // the last message of which Telegram is still to be told that it was read
            big_integer_null("read_wanted").take(),
        ];
        add("chats", columns).await?;
        add("messages", vec![json_binary_null("poll").take()]).await?;
        let columns = vec![
            boolean("read_receipts").default(true).take(),
            integer("history_days").default(30).take(),
            json_binary_null("history").take(),
            // as Telegram tells them, with what makes a chat belong to each
            json_binary_null("folders").take(),
        ];
        add("accounts", columns).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            ("chats", "archived"),
            ("chats", "pinned"),
            ("chats", "muted_until"),
            ("chats", "is_bot"),
            ("chats", "is_contact"),
            ("chats", "read_wanted"),
            ("messages", "poll"),
            ("accounts", "read_receipts"),
            ("accounts", "history_days"),
            ("accounts", "history"),
            ("accounts", "folders"),
        ];
        for (table, column) in columns {
            m.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
