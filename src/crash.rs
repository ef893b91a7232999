//! Places at which the program can be told to die, to see what a crash leaves behind (RELIABILITY S2).
//!
//! Only the build for tests has them: `FAILPOINTS="mail-accepted=2*off->return"` aborts at the third time a mail server
//! has accepted a message. In every other build a place is nothing at all.

/// Dies here, if the tests said so.
pub fn point(name: &'static str) {
    fail::fail_point!(name, |_| {
        eprintln!("crashed at {name}");
        std::process::abort()
    });
    // Where there are no places to die at, a name is for the reader only.
    let _ = name;
}

/// Reads from the environment where to die; to be kept for as long as the program runs.
pub fn listen() -> impl Sized {
    fail::FailScenario::setup()
}
