//! `capture.output()`: what code prints, as text.

use raglan_engine::eval::{Args, Builtin, Eval, lazy};
use raglan_engine::value::Value;

pub(super) const FUNCTIONS: &[Builtin] = &[lazy(
    "capture.output(..., file = NULL, append = FALSE, type = c(\"output\", \"message\"), split = FALSE)",
    capture_output,
)];

fn capture_output(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["file", "append", "type", "split"])?;
    args.session.output.begin_capture();
    let outcome = printed(args);
    let text = args.session.output.end_capture();
    outcome?;
    args.session.visible = true;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    let lines: Vec<&str> = if text.is_empty() { Vec::new() } else { text.split('\n').collect() };
    Ok(Value::strings(lines))
}

/// Evaluates the arguments as at top level: visible values are printed.
fn printed(args: &mut Args) -> Eval<()> {
    for argument in args.raw_dots().to_vec() {
        args.session.visible = true;
        let value = args.session.force(argument.value)?;
        if args.session.visible {
            args.session.print(&value)?;
        }
    }
    Ok(())
}
