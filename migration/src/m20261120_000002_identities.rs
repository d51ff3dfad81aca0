//! Identities (bots now, accounts beside them) with their desired and observed states and their lease.

use sea_orm_migration::{prelude::*, schema::*};

use crate::time;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("identities")
                .col(uuid("id").primary_key())
                .col(uuid("workspace_id"))
                .col(text("kind"))
                .col(text("platform"))
                .col(big_integer("external_id"))
                .col(text("name"))
                .col(text("desired"))
                .col(text("observed"))
                .col(text_null("observed_reason"))
                .col(time("observed_since").not_null())
                .col(time("retry_at"))
                // grows when the operator restarts it or changes what it runs with; its owner then starts it anew
                .col(big_integer("generation").default(0))
                .col(uuid_null("lease_owner"))
                .col(time("lease_until"))
                .col(big_integer("fencing").default(0))
                .col(time("created_at").not_null())
                .col(time("updated_at").not_null())
                .col(time("archived_at"))
                .foreign_key(ForeignKey::create().from("identities", "workspace_id").to("workspaces", "id"))
                .to_owned(),
        )
        .await?;
        // one owner per token in the whole installation, so unique across workspaces too
        m.create_index(
            Index::create()
                .name("identities_external")
                .table("identities")
                .col("platform")
                .col("external_id")
                .unique()
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("identities_workspace")
                .table("identities")
                .col("workspace_id")
                .col("kind")
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("identities_lease")
                .table("identities")
                .col("desired")
                .col("lease_until")
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("bots")
                .col(uuid("id").primary_key())
                .col(text("username"))
                .col(text("token_sealed"))
                .col(text("mode"))
                .col(text("webhook_path").unique_key())
                .col(text("webhook_secret_sealed"))
                .col(boolean("take_over_webhook").default(false))
                .col(boolean("can_join_groups").default(false))
                .col(boolean("can_read_all_group_messages").default(false))
                .col(big_integer("update_offset").default(0))
                .col(time("last_update_at"))
                .col(time("wait_until"))
                .foreign_key(ForeignKey::create().from("bots", "id").to("identities", "id"))
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in ["bots", "identities"] {
            m.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
