//! Two organisers of the story sort the same points without seeing one another, and one of them begins again.

use uuid::Uuid;

use super::DemoError;
use super::telling::Telling;
use crate::db;
use crate::insight::blind::{self, Sample, answers};
use crate::insight::themes::{self, Family};

/// How many points a sample has.
const POINTS: usize = 10;
/// Every so many points the second one sees it otherwise.
const OTHERWISE: usize = 4;
/// How many points of the second sample are sorted.
const BEGUN: usize = 4;

impl Telling<'_> {
    /// Lets two organisers sort a sample to its end, and the second of them begin another.
    pub async fn sort_twice(&self, other: Uuid) -> Result<(), DemoError> {
        let txn = db::begin_write(self.db).await?;
        let first = self.take_sample(&txn).await?;
        for who in [self.organiser, other] {
            self.sort_sample(&txn, &first, who, POINTS).await?;
            answers::finish(&txn, self.means, who, &first.row).await?;
        }
        let second = self.take_sample(&txn).await?;
        self.sort_sample(&txn, &second, other, BEGUN).await?;
        txn.commit().await?;
        Ok(())
    }

    async fn take_sample(&self, txn: &sea_orm::DatabaseTransaction) -> Result<Sample, DemoError> {
        let (by, chain) = (self.organiser, self.chain);
        let made = blind::take(txn, self.means, by, chain, POINTS).await?;
        let made = made.map_err(|_| DemoError::Lost("a sample"))?;
        let found = blind::find(txn, chain, made.id).await?;
        found.ok_or(DemoError::Lost("a sample"))
    }

    /// Answers the first points as they are sorted; who is not the first organiser sees some otherwise.
    async fn sort_sample(
        &self,
        txn: &sea_orm::DatabaseTransaction,
        sample: &Sample,
        who: Uuid,
        upto: usize,
    ) -> Result<(), DemoError> {
        let family = Family::read(txn, self.chain).await?;
        let all = family.in_order();
        let stands = themes::of_points(txn, sample.points.iter().map(|p| p.insight)).await?;
        for (n, place) in sample.points.iter().take(upto).enumerate() {
            let mut chosen = stands.get(&place.insight).cloned().unwrap_or_default();
            if who != self.organiser && n % OTHERWISE == 1 {
                chosen = all.get(n).map(|theme| theme.id).into_iter().collect();
            }
            let (row, point) = (&sample.row, place.insight);
            answers::answer(txn, self.means, who, row, point, &chosen).await?;
        }
        Ok(())
    }
}
