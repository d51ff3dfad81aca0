//! Accounts: their sealed sessions, how they stand, whom they know and how far they have read Telegram's updates.

use sea_orm_migration::{prelude::*, schema::*};

use crate::time;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("accounts")
                .col(uuid("id").primary_key())
                .col(text_null("phone").unique_key())
                .col(text_null("username"))
                .col(text_null("profile_name"))
                .col(text("state"))
                .col(text_null("state_reason"))
                .col(time("state_since").not_null())
                // how far a sign-in has come, as everyone may see it, and what only the server may know of it
                .col(json_binary_null("login"))
                .col(text_null("login_sealed"))
                .col(text_null("session_sealed"))
                .col(boolean("signing_out").default(false))
                .col(integer_null("api_id"))
                .col(text_null("api_hash_sealed"))
                .col(text_null("proxy_host"))
                .col(text_null("proxy_sealed"))
                .col(json_binary("device"))
                // methods Telegram makes it wait with, and until when
                .col(json_binary("waits"))
                // Telegram's common update state: everything before it is stored
                .col(integer("pts").default(0))
                .col(integer("qts").default(0))
                .col(integer("date").default(0))
                .col(integer("seq").default(0))
                // the number of the last raw update kept
                .col(big_integer("update_no").default(0))
                .col(time("last_update_at"))
                .col(time("wait_until"))
                // when its list of chats was last fetched whole
                .col(time("dialogs_at"))
                .foreign_key(ForeignKey::create().from("accounts", "id").to("identities", "id"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("account_peers")
                .col(uuid("identity_id"))
                .col(text("peer_kind"))
                .col(big_integer("peer_id"))
                // what this account, and no other, names the peer by
                .col(big_integer_null("access_hash"))
                // a channel's own update state
                .col(integer_null("pts"))
                .primary_key(Index::create().col("identity_id").col("peer_kind").col("peer_id"))
                .foreign_key(ForeignKey::create().from("account_peers", "identity_id").to("identities", "id"))
                .to_owned(),
        )
        .await?;
        m.alter_table(
            Table::alter()
                .table("outbox")
                // what Telegram knows an account's send by, so that it does it once however often it is asked
                .add_column(big_integer_null("random_id"))
                .to_owned(),
        )
        .await?;
        m.alter_table(
            Table::alter()
                .table("chats")
                // how an account's own list shows it: pinned, muted, unread there
                .add_column(json_binary_null("dialog"))
                .to_owned(),
        )
        .await?;
        m.get_connection()
            .execute_unprepared(
                "CREATE UNIQUE INDEX outbox_random ON outbox (identity_id, random_id) WHERE random_id IS NOT NULL",
            )
            .await?;
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_index(Index::drop().name("outbox_random").table("outbox").to_owned()).await?;
        m.alter_table(Table::alter().table("outbox").drop_column("random_id").to_owned()).await?;
        m.alter_table(Table::alter().table("chats").drop_column("dialog").to_owned()).await?;
        for table in ["account_peers", "accounts"] {
            m.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
