//! Workspaces, users, sessions, API keys, the audit log, idempotency keys, socket tickets and the vault's canary.

use sea_orm_migration::{prelude::*, schema::*};

use crate::time;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("workspaces")
                .col(uuid("id").primary_key())
                .col(text("name"))
                // counts events: the writer takes the row's lock last, so ids follow the order of commits
                .col(big_integer("last_event_id").default(0))
                .col(time("created_at").not_null())
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("users")
                .col(uuid("id").primary_key())
                .col(text("login").unique_key())
                .col(text("name"))
                .col(text("password_hash"))
                .col(uuid_null("last_workspace_id"))
                .col(time("last_seen_at"))
                .col(time("created_at").not_null())
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("memberships")
                .col(uuid("workspace_id"))
                .col(uuid("user_id"))
                .col(text("role"))
                .col(time("created_at").not_null())
                .primary_key(Index::create().col("workspace_id").col("user_id"))
                .foreign_key(ForeignKey::create().from("memberships", "workspace_id").to("workspaces", "id"))
                .foreign_key(ForeignKey::create().from("memberships", "user_id").to("users", "id"))
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create().name("memberships_user").table("memberships").col("user_id").to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("sessions")
                .col(uuid("id").primary_key())
                .col(uuid("user_id"))
                .col(uuid("workspace_id"))
                // counts renewals: a refresh token carries its number, and an old number ends the session
                .col(big_integer("refresh_no").default(0))
                .col(text("user_agent"))
                .col(text("address"))
                .col(time("created_at").not_null())
                .col(time("last_used_at").not_null())
                .col(time("expires_at").not_null())
                .col(time("revoked_at"))
                .foreign_key(ForeignKey::create().from("sessions", "user_id").to("users", "id"))
                .to_owned(),
        )
        .await?;
        m.create_index(Index::create().name("sessions_user").table("sessions").col("user_id").to_owned())
            .await?;
        m.create_table(
            Table::create()
                .table("api_keys")
                .col(uuid("id").primary_key())
                .col(uuid("workspace_id"))
                .col(text("name"))
                .col(text("prefix"))
                .col(text("secret_hash").unique_key())
                .col(json_binary("scopes"))
                .col(uuid_null("created_by"))
                .col(time("created_at").not_null())
                .col(time("last_used_at"))
                .col(time("expires_at"))
                .col(time("revoked_at"))
                .foreign_key(ForeignKey::create().from("api_keys", "workspace_id").to("workspaces", "id"))
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create().name("api_keys_workspace").table("api_keys").col("workspace_id").to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("audit_log")
                .col(big_pk_auto("id"))
                .col(uuid("workspace_id"))
                .col(time("time").not_null())
                .col(uuid_null("user_id"))
                .col(uuid_null("api_key_id"))
                .col(text("actor"))
                .col(text("action"))
                .col(text("target"))
                .col(text("target_name"))
                .col(json_binary_null("before"))
                .col(json_binary_null("after"))
                .col(text("address"))
                .col(text("request_id"))
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("audit_log_workspace")
                .table("audit_log")
                .col("workspace_id")
                .col("id")
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("idempotency_keys")
                .col(uuid("workspace_id"))
                .col(uuid("caller"))
                .col(text("key"))
                .col(text("request_hash"))
                // no status while the first request still runs
                .col(integer_null("status"))
                .col(text_null("body"))
                .col(time("created_at").not_null())
                .primary_key(Index::create().col("workspace_id").col("caller").col("key"))
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("idempotency_keys_age")
                .table("idempotency_keys")
                .col("created_at")
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("ws_tickets")
                .col(text("hash").primary_key())
                .col(uuid("workspace_id"))
                .col(uuid_null("session_id"))
                .col(uuid_null("api_key_id"))
                .col(time("expires_at").not_null())
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create().table("vault").col(integer("id").primary_key()).col(text("canary")).to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "vault",
            "ws_tickets",
            "idempotency_keys",
            "audit_log",
            "api_keys",
            "sessions",
            "memberships",
            "users",
            "workspaces",
        ] {
            m.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
