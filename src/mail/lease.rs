//! One process at a time sends from a `SQLite` file: the worker holds a row and renews it (RELIABILITY rule 4).
//!
//! `SQLite` has no row locks that skip, and a second server on the same file is a mistake in any case. The second one
//! serves pages but waits with its worker until the first is gone.

use std::time::Duration as Wait;

use chrono::Duration;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Statement};
use tokio::sync::watch;
use uuid::Uuid;

use crate::db::Db;
use crate::sources::Sources;

const NAME: &str = "mail";
const LASTS: Duration = Duration::seconds(15);
const EVERY: Wait = Wait::from_secs(5);
const ASK_AGAIN: Wait = Wait::from_secs(1);

/// The right to send, under the name of this process.
pub struct Lease {
    owner: Uuid,
}

impl Lease {
    /// Makes up a name for this process.
    pub fn new(sources: &Sources) -> Self {
        Self {
            owner: sources.id(),
        }
    }

    /// Takes or renews the lease. A lease that ends impossibly late was written by a wrong clock and does not count.
    pub async fn take(&self, db: &Db, sources: &Sources) -> Result<bool, DbErr> {
        let now = sources.now();
        let sql = "INSERT INTO worker_lease (name, owner, until) VALUES ($1, $2, $3) \
                   ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until \
                   WHERE worker_lease.owner = excluded.owner OR worker_lease.until <= $4 OR worker_lease.until > $5";
        let values = [
            NAME.into(),
            self.owner.into(),
            (now + LASTS).into(),
            now.into(),
            (now + LASTS * 2).into(),
        ];
        let taken = Statement::from_sql_and_values(db.write.get_database_backend(), sql, values);
        Ok(db.write.execute_raw(taken).await?.rows_affected() == 1)
    }

    /// Waits for the lease; `false` when `stop` came first.
    pub async fn wait(&self, db: &Db, sources: &Sources, mut stop: watch::Receiver<bool>) -> bool {
        let mut told = false;
        loop {
            match self.take(db, sources).await {
                Ok(true) => return true,
                Ok(false) if !told => {
                    told = true;
                    tracing::warn!(
                        "another process may be sending from this database; the mail worker waits"
                    );
                }
                Ok(false) => {}
                Err(error) => tracing::error!(%error, "the mail worker cannot reach the database"),
            }
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => return false,
                () = tokio::time::sleep(ASK_AGAIN) => {}
            }
        }
    }

    /// Renews the lease; ends when somebody else has it.
    pub async fn keep(&self, db: &Db, sources: &Sources) {
        loop {
            tokio::time::sleep(EVERY).await;
            match self.take(db, sources).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => tracing::warn!(%error, "the mail worker's lease was not renewed"),
            }
        }
    }

    /// Lets the next process begin at once.
    pub async fn give_back(&self, db: &Db) {
        let gone = entity::worker_lease::Entity::delete_many()
            .filter(entity::worker_lease::Column::Owner.eq(self.owner))
            .exec(&db.write)
            .await;
        if let Err(error) = gone {
            tracing::warn!(%error, "the mail worker's lease was not given back");
        }
    }
}
