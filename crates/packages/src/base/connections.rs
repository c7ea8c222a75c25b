//! Connections: text in memory and files, read line by line or written to.

use raglan_engine::eval::{Args, Builtin, Eval, Session, builtin, fail};
use raglan_engine::value::{Value, known};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("stdin()", |_| fail("reading from stdin() is not implemented")),
    builtin("stdout()", |_| Ok(handle(1, "terminal"))),
    builtin("stderr()", |_| Ok(handle(2, "terminal"))),
    builtin(
        "file(description = \"\", open = \"\", blocking = TRUE, encoding = getOption(\"encoding\"))",
        file,
    ),
    builtin("textConnection(object, open = \"r\", local = FALSE, name = NULL, encoding = \"\")", text),
    builtin("url(description, ...)", |_| fail("connections to the network are not implemented")),
    builtin("gzfile(description, ...)", |_| fail("compressed files are not implemented")),
    builtin("bzfile(description, ...)", |_| fail("compressed files are not implemented")),
    builtin("xzfile(description, ...)", |_| fail("compressed files are not implemented")),
    builtin("pipe(description, ...)", |_| fail("pipes are not implemented")),
    builtin("open(con, open = \"r\", ...)", open),
    builtin("close(con, ...)", close),
    builtin("isOpen(con, rw = \"\")", is_open),
    builtin("flush(con)", |args| args.invisible(Value::Null)),
    builtin(
        "readLines(con = stdin(), n = -1L, ok = TRUE, warn = TRUE, encoding = \"unknown\", skipNul = FALSE)",
        read_lines,
    ),
    builtin("writeLines(text, con = stdout(), sep = \"\\n\", useBytes = FALSE)", write_lines),
    builtin("readline(prompt = \"\")", |_| {
        fail("readline() needs somebody to answer, which a report has not")
    }),
];

/// One connection.
struct Connection {
    path: Option<String>,
    lines: Vec<String>,
    next: usize,
    open: Option<char>,
}

/// The connections of a session; their numbers begin at three.
#[derive(Default)]
struct Connections(Vec<Option<Connection>>);

/// Numbers below this are the terminal's.
const FIRST: i32 = 3;

fn handle(id: i32, class: &str) -> Value {
    Value::integer(id).with_attribute(known::CLASS, Value::strings([class, "connection"]))
}

fn add(session: &mut Session, connection: Connection, class: &str) -> Value {
    let all = &mut session.state::<Connections>().0;
    all.push(Some(connection));
    handle(FIRST + all.len() as i32 - 1, class)
}

fn find(session: &mut Session, id: i32) -> Eval<&mut Connection> {
    let at = usize::try_from(id - FIRST).ok();
    let found = at.and_then(|at| session.state::<Connections>().0.get_mut(at));
    match found {
        Some(Some(connection)) => Ok(connection),
        _ => fail("invalid connection"),
    }
}

fn id_of(args: &mut Args) -> Eval<i32> {
    match args.value("con")? {
        Value::Integer(v) if v.data.len() == 1 => Ok(v.data[0]),
        _ => fail("invalid connection"),
    }
}

/// The lines of a file as text.
pub(crate) fn lines_of(session: &mut Session, path: &str) -> Eval<(Vec<String>, bool)> {
    if path.contains("://") {
        return fail("connections to the network are not implemented");
    }
    let bytes = session.host.read(path)?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return fail(format!("reading the compressed file '{path}' is not implemented"));
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => return fail(format!("'{path}' is not UTF-8, which is not implemented")),
    };
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    let complete = text.is_empty() || text.ends_with('\n');
    Ok((text.lines().map(str::to_string).collect(), complete))
}

fn file(args: &mut Args) -> Eval {
    let path = args.string("description")?;
    let mode = args.string("open")?;
    if path.is_empty() || path == "stdin" || path == "clipboard" {
        return fail(format!("file(\"{path}\") is not implemented"));
    }
    let connection = Connection { path: Some(path), lines: Vec::new(), next: 0, open: None };
    let value = add(args.session, connection, "file");
    if !mode.is_empty() {
        let Value::Integer(v) = &value else { return Ok(value) };
        start(args.session, v.data[0], &mode)?;
    }
    Ok(value)
}

/// Opens a connection for reading (`r`), writing (`w`) or appending (`a`).
fn start(session: &mut Session, id: i32, mode: &str) -> Eval<()> {
    let Some(path) = find(session, id)?.path.clone() else { return Ok(()) };
    let kind = match mode.trim_end_matches('t') {
        "r" | "rb" => 'r',
        "w" | "wb" => 'w',
        "a" | "ab" => 'a',
        other => return fail(format!("opening a file in mode '{other}' is not implemented")),
    };
    if kind == 'r' {
        let (lines, _) = lines_of(session, &path)?;
        find(session, id)?.lines = lines;
    } else if kind == 'w' {
        session.host.write(&path, b"")?;
    }
    let connection = find(session, id)?;
    connection.open = Some(kind);
    connection.next = 0;
    Ok(())
}

fn text(args: &mut Args) -> Eval {
    if args.string("open")? != "r" {
        return fail("text connections that are written to are not implemented");
    }
    let object = args.strings("object")?;
    let lines = object.iter().flat_map(|l| l.unwrap_or("NA").split('\n')).map(str::to_string).collect();
    let connection = Connection { path: None, lines, next: 0, open: Some('r') };
    Ok(add(args.session, connection, "textConnection"))
}

fn open(args: &mut Args) -> Eval {
    let id = id_of(args)?;
    let mode = args.string("open")?;
    start(args.session, id, &mode)?;
    args.invisible(Value::Null)
}

fn close(args: &mut Args) -> Eval {
    let id = id_of(args)?;
    find(args.session, id)?;
    args.session.state::<Connections>().0[(id - FIRST) as usize] = None;
    args.invisible(Value::Null)
}

fn is_open(args: &mut Args) -> Eval {
    let id = id_of(args)?;
    Ok(Value::logical(id < FIRST || find(args.session, id)?.open.is_some()))
}

/// Writes to a connection; one that is not open gets just this text.
pub(crate) fn write(session: &mut Session, id: i32, text: &str) -> Eval<()> {
    let connection = find(session, id)?;
    let (Some(path), open) = (connection.path.clone(), connection.open) else {
        return fail("cannot write to this connection");
    };
    let mut content = match open {
        Some('r') => return fail("cannot write to this connection"),
        Some(_) if session.host.look(&path).is_some() => session.host.read(&path)?,
        _ => Vec::new(),
    };
    content.extend_from_slice(text.as_bytes());
    session.host.write(&path, &content)?;
    Ok(())
}

/// The next `n` lines of a connection, all that are left when `n` is negative.
pub(crate) fn take_lines(session: &mut Session, id: i32, n: i64) -> Eval<Vec<String>> {
    let was_open = find(session, id)?.open.is_some();
    if !was_open {
        start(session, id, "r")?;
    }
    let connection = find(session, id)?;
    let left = connection.lines.len() - connection.next.min(connection.lines.len());
    let count = usize::try_from(n).map_or(left, |n| n.min(left));
    let out = connection.lines[connection.next..connection.next + count].to_vec();
    connection.next += count;
    if !was_open {
        connection.open = None;
    }
    Ok(out)
}

fn read_lines(args: &mut Args) -> Eval {
    let n = args.whole("n")?;
    let con = args.value("con")?;
    let lines = match &con {
        Value::Character(v) if v.data.len() == 1 => {
            let path = v.data.get(0).unwrap_or("NA").to_string();
            let (mut lines, complete) = lines_of(args.session, &path)?;
            if !complete && args.flag("warn")? && (n < 0 || n as usize >= lines.len()) {
                args.warn(&format!("incomplete final line found on '{path}'"))?;
            }
            if let Ok(n) = usize::try_from(n) {
                lines.truncate(n);
            }
            lines
        }
        Value::Integer(_) => {
            let id = id_of(args)?;
            take_lines(args.session, id, n)?
        }
        _ => return fail("'con' is not a connection"),
    };
    if !args.flag("ok")? && (lines.len() as i64) < n {
        return fail("too few lines read in readLines");
    }
    Ok(Value::strings(lines))
}

fn write_lines(args: &mut Args) -> Eval {
    let Value::Character(text) = args.value("text")? else {
        return fail("can only write character objects");
    };
    let sep = args.string("sep")?;
    let mut out = String::new();
    for line in text.data.iter() {
        out.push_str(line.unwrap_or("NA"));
        out.push_str(&sep);
    }
    let con = args.value("con")?;
    super::cat::write_to(args, &con, &out, false)?;
    args.invisible(Value::Null)
}
