//! Copying a PostgreSQL database with its own means: `pg_dump` reads one moment of it, `pg_restore` puts it back.
//!
//! How to reach the server goes to these programs by the environment and never by the command line, which every user of
//! the machine can read.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Statement};
use url::Url;

use super::{BackupError, neighbour};
use crate::db::Db;
use crate::sources::Sources;

/// Tables that every backup must hold.
const MAIN_TABLES: [&str; 4] = ["participant", "conversation", "insight", "outbox"];

#[derive(FromQueryResult)]
struct Named {
    name: Option<String>,
}

#[derive(FromQueryResult)]
struct Counted {
    count: i64,
}

/// Returns the schema the tables are in; `None` when the one asked for is not there yet.
pub(super) async fn schema(conn: &impl ConnectionTrait) -> Result<Option<String>, DbErr> {
    let sql = "SELECT current_schema()::text AS name";
    let sql = Statement::from_string(conn.get_database_backend(), sql);
    let row = Named::find_by_statement(sql).one(conn).await?;
    Ok(row.and_then(|row| row.name))
}

/// Tells whether a schema holds any table.
pub(super) async fn has_tables(conn: &impl ConnectionTrait, schema: &str) -> Result<bool, DbErr> {
    let sql = "SELECT COUNT(*) AS count FROM information_schema.tables WHERE table_schema = $1";
    let sql = Statement::from_sql_and_values(conn.get_database_backend(), sql, [schema.into()]);
    let row = Counted::find_by_statement(sql).one(conn).await?;
    Ok(row.is_some_and(|row| row.count > 0))
}

/// Renames a schema, so that its tables are kept aside, and makes an empty one. Returns the old one's new name.
pub(super) async fn move_aside(db: &Db, schema: &str, sources: &Sources) -> Result<String, DbErr> {
    let aside = format!("before_restore_{}", sources.now().format("%Y%m%d_%H%M%S"));
    let (from, to) = (quoted(schema), quoted(&aside));
    let rename = format!("ALTER SCHEMA {from} RENAME TO {to}; CREATE SCHEMA {from}");
    db.write.execute_unprepared(&rename).await?;
    Ok(aside)
}

/// Makes the schema if it is not there.
pub(super) async fn make_schema(db: &Db, schema: &str) -> Result<(), DbErr> {
    let make = format!("CREATE SCHEMA IF NOT EXISTS {}", quoted(schema));
    db.write.execute_unprepared(&make).await?;
    Ok(())
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Dumps the schema into a file.
pub(super) async fn dump(url: &str, schema: &str, to: &Path) -> Result<(), BackupError> {
    let mut file = std::ffi::OsString::from("--file=");
    file.push(to);
    let only = format!("--schema={}", quoted(schema));
    let plain = ["--format=custom", "--no-owner", "--no-privileges", &only];
    let mut args: Vec<&OsStr> = plain.iter().map(OsStr::new).collect();
    args.push(&file);
    run("pg_dump", url, &args).await?;
    Ok(())
}

/// Opens a dump and looks for the main tables with their rows.
pub(super) async fn check(url: &str, schema: &str, file: &Path) -> Result<(), BackupError> {
    let listed = run("pg_restore", url, &[OsStr::new("--list"), file.as_os_str()]).await?;
    for table in MAIN_TABLES {
        if !listed.contains(&format!("TABLE DATA {schema} {table} ")) {
            return Err(BackupError::Unsound(format!("{table} is not in it")));
        }
    }
    Ok(())
}

/// Puts a dump's tables back, in one transaction: all of them or none. The schema itself is there already.
pub(super) async fn put_back(url: &str, file: &Path) -> Result<(), BackupError> {
    let listed = run("pg_restore", url, &[OsStr::new("--list"), file.as_os_str()]).await?;
    let kept: String = listed
        .lines()
        .filter(|line| !line.contains(" SCHEMA - ") && !line.contains(" COMMENT - SCHEMA "))
        .flat_map(|line| [line, "\n"])
        .collect();
    let list = neighbour(file, ".list");
    std::fs::write(&list, kept).map_err(super::at(&list))?;
    let database = format!("--dbname={}", database_of(url));
    let mut use_list = std::ffi::OsString::from("--use-list=");
    use_list.push(&list);
    let plain = [
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        &database,
    ];
    let mut args: Vec<&OsStr> = plain.iter().map(OsStr::new).collect();
    args.extend([use_list.as_os_str(), file.as_os_str()]);
    let done = run("pg_restore", url, &args).await;
    super::forget_file(&list)?;
    done.map(|_| ())
}

/// Runs a program of PostgreSQL and returns what it printed.
async fn run(program: &'static str, url: &str, args: &[&OsStr]) -> Result<String, BackupError> {
    let path = find(program).ok_or(BackupError::NoProgram(program))?;
    let mut command = Command::new(path);
    command.args(args).envs(environment(url));
    let ended = tokio::task::spawn_blocking(move || command.output()).await;
    let failed = |why: String| BackupError::Program(program, why);
    let output = match ended {
        Ok(Ok(output)) => output,
        Ok(Err(error)) => return Err(failed(error.to_string())),
        Err(error) => return Err(failed(error.to_string())),
    };
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(failed(said.trim().to_owned()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Finds a program: the newest that Debian's packages brought, since an old one refuses a newer server; else on PATH.
fn find(program: &str) -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut versions: Vec<(u32, String)> = versions
        .filter_map(|name| Some((name.parse().ok()?, name)))
        .collect();
    versions.sort();
    let packaged = versions
        .into_iter()
        .rev()
        .map(|(_, name)| Path::new("/usr/lib/postgresql").join(name).join("bin"));
    let on_path = std::env::var_os("PATH");
    let on_path = on_path.iter().flat_map(std::env::split_paths);
    packaged
        .chain(on_path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

/// Turns a database's address into what the programs read from their environment.
fn environment(url: &str) -> Vec<(&'static str, String)> {
    let Ok(url) = Url::parse(url) else {
        return Vec::new();
    };
    let mut set = Vec::new();
    if let Some(host) = url.host_str().filter(|host| !host.is_empty()) {
        // An IPv6 address stands in brackets in a web address only.
        set.push(("PGHOST", plain(host.trim_matches(['[', ']']))));
    }
    if let Some(port) = url.port() {
        set.push(("PGPORT", port.to_string()));
    }
    if !url.username().is_empty() {
        set.push(("PGUSER", plain(url.username())));
    }
    if let Some(password) = url.password() {
        set.push(("PGPASSWORD", plain(password)));
    }
    let database = plain(url.path().trim_start_matches('/'));
    if !database.is_empty() {
        set.push(("PGDATABASE", database));
    }
    for (name, value) in url.query_pairs() {
        let variable = match name.as_ref() {
            "host" | "hostaddr" => "PGHOST",
            "port" => "PGPORT",
            "user" => "PGUSER",
            "password" => "PGPASSWORD",
            "dbname" => "PGDATABASE",
            "sslmode" | "ssl-mode" => "PGSSLMODE",
            "sslrootcert" | "ssl-root-cert" | "ssl-ca" => "PGSSLROOTCERT",
            "sslcert" | "ssl-cert" => "PGSSLCERT",
            "sslkey" | "ssl-key" => "PGSSLKEY",
            "options" => "PGOPTIONS",
            _ => continue,
        };
        set.push((variable, value.into_owned()));
    }
    set
}

fn database_of(url: &str) -> String {
    let set = environment(url);
    let of = |name| set.iter().rev().find(|(n, _)| *n == name);
    of("PGDATABASE")
        .or_else(|| of("PGUSER"))
        .map(|(_, value)| value.clone())
        .unwrap_or_default()
}

/// Undoes the percent signs of an address.
fn plain(part: &str) -> String {
    let kept = part
        .replace('+', "%2B")
        .replace('&', "%26")
        .replace('=', "%3D");
    form_urlencoded::parse(kept.as_bytes())
        .next()
        .map(|(name, _)| name.into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_programs_are_told_by_their_environment() {
        let url = "postgres://asha:p%40ss+w%26rd@db.example.org:5433/chains?sslmode=require&options=-csearch_path%3Dfood";
        let told = environment(url);
        let expected = [
            ("PGHOST", "db.example.org"),
            ("PGPORT", "5433"),
            ("PGUSER", "asha"),
            ("PGPASSWORD", "p@ss+w&rd"),
            ("PGDATABASE", "chains"),
            ("PGSSLMODE", "require"),
            ("PGOPTIONS", "-csearch_path=food"),
        ];
        let told: Vec<_> = told.iter().map(|(n, v)| (*n, v.as_str())).collect();
        assert_eq!(told, expected);
        assert_eq!(database_of("postgres://asha@localhost"), "asha");
    }
}
