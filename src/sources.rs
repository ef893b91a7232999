//! Where time, ids and chance come from.
//!
//! Nothing else in the program asks the clock or a random generator (clippy's `disallowed-methods` holds that), so a
//! test or the demo can set the time and repeat a run exactly.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, SubsecRound, Utc};
use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};
use uuid::Uuid;

/// The clock and the source of chance, shared by cloning.
#[derive(Clone)]
pub struct Sources(Arc<Inner>);

struct Inner {
    /// `None`: the system's clock.
    set_time: Option<Mutex<DateTime<Utc>>>,
    chance: Mutex<StdRng>,
    count: AtomicU32,
}

impl Sources {
    /// Returns the real thing: the system's clock, and chance seeded by the system.
    pub fn system() -> Self {
        let mut chance = StdRng::from_os_rng();
        let count = AtomicU32::new(chance.next_u32() & 0xF_FFFF);
        Self(Arc::new(Inner {
            set_time: None,
            chance: Mutex::new(chance),
            count,
        }))
    }

    /// Returns a clock that stands at `start` until it is moved, and chance that repeats for the same `seed`.
    pub fn fixed(start: DateTime<Utc>, seed: u64) -> Self {
        Self(Arc::new(Inner {
            set_time: Some(Mutex::new(start.trunc_subsecs(6))),
            chance: Mutex::new(StdRng::seed_from_u64(seed)),
            count: AtomicU32::new(0),
        }))
    }

    /// Returns the time, to the microsecond (what both databases keep).
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0.set_time {
            Some(time) => *time.lock().unwrap_or_else(PoisonError::into_inner),
            None => system_time(),
        }
    }

    /// Moves a fixed clock on; has no effect on the system's.
    pub fn advance(&self, by: Duration) {
        if let Some(time) = &self.0.set_time {
            let mut time = time.lock().unwrap_or_else(PoisonError::into_inner);
            *time += by;
        }
    }

    /// Sets a fixed clock; has no effect on the system's.
    pub fn set(&self, at: DateTime<Utc>) {
        if let Some(time) = &self.0.set_time {
            *time.lock().unwrap_or_else(PoisonError::into_inner) = at.trunc_subsecs(6);
        }
    }

    /// Returns a new UUID v7. Ids made one after the other in one process sort in that order.
    pub fn id(&self) -> Uuid {
        let mut tail: [u8; 10] = self.bytes();
        let count = self.0.count.fetch_add(1, Ordering::Relaxed);
        // The version takes the upper half of byte 0 and the variant the top two bits of byte 2: count around them.
        let [_, _, low_high, low] = count.to_be_bytes();
        let [.., high_high, high] = (count >> 14).to_be_bytes();
        tail[0] = high_high & 0x0F;
        tail[1] = high;
        tail[2] = low_high & 0x3F;
        tail[3] = low;
        let millis = u64::try_from(self.now().timestamp_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid()
    }

    /// Returns `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut out = [0; N];
        self.0
            .chance
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(&mut out);
        out
    }

    /// Returns a random secret of 256 bits as 43 letters that are safe in an address or a cookie.
    pub fn token(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that asks the system"
)]
fn system_time() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_made_in_a_row_sort_in_that_order_even_when_the_clock_stands_still() {
        let sources = Sources::fixed(DateTime::UNIX_EPOCH + Duration::days(20_000), 1);
        let ids: Vec<Uuid> = (0..20_000).map(|_| sources.id()).collect();
        assert!(ids.is_sorted());
        assert_eq!(ids[0].get_version_num(), 7);
    }

    #[test]
    fn the_same_seed_gives_the_same_ids() {
        let run = || Sources::fixed(DateTime::UNIX_EPOCH, 7).id();
        assert_eq!(run(), run());
    }
}
