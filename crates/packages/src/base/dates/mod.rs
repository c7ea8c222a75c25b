//! Dates and times: the calendar, time zones, specifications like `%Y-%m-%d`, and what operators make of them.
//!
//! Dates are days, times seconds since 1970-01-01 UTC; a time is shown by the clocks of its zone.

mod calendar;
mod convert;
mod difference;
mod kept;
mod operators;
mod parts;
mod sequence;
mod show;
mod specification;
mod zone;

use raglan_engine::eval::{Args, Builtin, Eval, builtin, generic, method};
use raglan_engine::value::Value;

#[rustfmt::skip]
pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("Sys.time()", |a| Ok(parts::times(vec![a.session.host.now()], None))),
    builtin("Sys.Date()", |a| Ok(parts::dates(vec![(a.session.host.now() / calendar::DAY).floor()], None))),
    builtin("date()", date),
    builtin("Sys.timezone(location = TRUE)", time_zone),
    builtin("OlsonNames(tzdir = NULL)", zone_names),
    generic("as.Date(x, ...)"),
    method("as.Date.default(x, ...)", convert::date_default),
    method("as.Date.numeric(x, origin, ...)", convert::date_of_number),
    method("as.Date.factor(x, ...)", convert::date_of_factor),
    method(
        "as.Date.character(x, format, tryFormats = c(\"%Y-%m-%d\", \"%Y/%m/%d\"), optional = FALSE, ...)",
        convert::date_of_text,
    ),
    method("as.Date.POSIXct(x, tz = \"UTC\", ...)", convert::date_of_time),
    method("as.Date.POSIXlt(x, ...)", convert::date_of_parts),
    generic("as.POSIXct(x, tz = \"\", ...)"),
    method(
        "as.POSIXct.default(x, tz = \"\", format, tryFormats = c(\"%Y-%m-%d %H:%M:%OS\", \
         \"%Y/%m/%d %H:%M:%OS\", \"%Y-%m-%d %H:%M\", \"%Y/%m/%d %H:%M\", \"%Y-%m-%d\", \"%Y/%m/%d\"), \
         optional = FALSE, ...)",
        convert::time_default,
    ),
    method("as.POSIXct.numeric(x, tz = \"\", origin, ...)", convert::time_of_number),
    method("as.POSIXct.Date(x, tz = \"UTC\", ...)", convert::time_of_date),
    method("as.POSIXct.POSIXlt(x, tz = \"\", ...)", convert::time_of_parts),
    generic("as.POSIXlt(x, tz = \"\", ...)"),
    method("as.POSIXlt.default(x, tz = \"\", optional = FALSE, ...)", convert::parts_default),
    method("as.POSIXlt.POSIXct(x, tz = \"\", ...)", convert::parts_of_time),
    method("as.POSIXlt.Date(x, ...)", convert::parts_of_date),
    method("as.POSIXlt.numeric(x, tz = \"\", origin, ...)", convert::parts_of_number),
    method(
        "as.POSIXlt.character(x, tz = \"\", format, tryFormats = c(\"%Y-%m-%d %H:%M:%OS\", \
         \"%Y/%m/%d %H:%M:%OS\", \"%Y-%m-%d %H:%M\", \"%Y/%m/%d %H:%M\", \"%Y-%m-%d\", \"%Y/%m/%d\"), \
         optional = FALSE, ...)",
        convert::parts_of_text,
    ),
    method(
        "as.POSIXlt.factor(x, tz = \"\", format, tryFormats = c(\"%Y-%m-%d %H:%M:%OS\", \
         \"%Y/%m/%d %H:%M:%OS\", \"%Y-%m-%d %H:%M\", \"%Y/%m/%d %H:%M\", \"%Y-%m-%d\", \"%Y/%m/%d\"), \
         optional = FALSE, ...)",
        convert::parts_of_text,
    ),
    builtin("strptime(x, format, tz = \"\")", convert::strptime),
    builtin("ISOdatetime(year, month, day, hour, min, sec, tz = \"\")", convert::from_numbers),
    builtin("ISOdate(year, month, day, hour = 12, min = 0, sec = 0, tz = \"GMT\")", convert::from_numbers),
    builtin(".POSIXct(xx, tz = NULL, cl = c(\"POSIXct\", \"POSIXt\"))", convert::classed),
    builtin(".Date(xx, cl = \"Date\")", convert::classed),
    method("is.na.POSIXlt(x)", convert::is_missing),
    method("format.Date(x, format = \"%Y-%m-%d\", ...)", show::format_date),
    method("as.character.Date(x, format = \"%Y-%m-%d\", ...)", show::date_text),
    method("format.POSIXct(x, format = \"\", tz = \"\", usetz = FALSE, ...)", show::format_time),
    method(
        "format.POSIXlt(x, format = \"\", usetz = FALSE, digits = getOption(\"digits.secs\"), ...)",
        show::format_parts,
    ),
    method("as.character.POSIXt(x, ...)", show::time_text),
    builtin("strftime(x, format = \"\", tz = \"\", usetz = FALSE, ...)", show::strftime),
    generic("weekdays(x, abbreviate)"),
    method("weekdays.Date(x, abbreviate = FALSE)", |a| show::named(a, "%A", "%a")),
    method("weekdays.POSIXt(x, abbreviate = FALSE)", |a| show::named(a, "%A", "%a")),
    generic("months(x, abbreviate)"),
    method("months.Date(x, abbreviate = FALSE)", |a| show::named(a, "%B", "%b")),
    method("months.POSIXt(x, abbreviate = FALSE)", |a| show::named(a, "%B", "%b")),
    generic("quarters(x, abbreviate)"),
    method("quarters.Date(x, ...)", show::quarters),
    method("quarters.POSIXt(x, ...)", show::quarters),
    generic("julian(x, ...)"),
    method("julian.Date(x, origin = as.Date(\"1970-01-01\"), ...)", difference::julian),
    method("julian.POSIXt(x, origin = as.POSIXct(\"1970-01-01\", tz = \"GMT\"), ...)", difference::julian),
    method("`+.Date`(e1, e2)", operators::add_date),
    method("`-.Date`(e1, e2)", operators::subtract_date),
    method("Ops.Date(e1, e2)", operators::compare_dates),
    method("Math.Date(x, ...)", |a| operators::refuse_math(a, "Date")),
    method("Summary.Date(..., na.rm)", operators::date_extremes),
    method("`+.POSIXt`(e1, e2)", operators::add_time),
    method("`-.POSIXt`(e1, e2)", operators::subtract_time),
    method("Ops.POSIXt(e1, e2)", operators::compare_times),
    method("Math.POSIXt(x, ...)", |a| operators::refuse_math(a, "POSIXt")),
    method("Summary.POSIXct(..., na.rm)", operators::time_extremes),
    method("Summary.POSIXlt(..., na.rm)", operators::time_extremes),
    method("`[.Date`(x, ..., drop = TRUE)", |a| kept::take(a, false)),
    method("`[.POSIXct`(x, ..., drop = TRUE)", |a| kept::take(a, false)),
    method("`[.difftime`(x, ..., drop = TRUE)", |a| kept::take(a, false)),
    method("`[[.Date`(x, ..., drop = TRUE)", |a| kept::take(a, true)),
    method("`[[.POSIXct`(x, ..., drop = TRUE)", |a| kept::take(a, true)),
    method("`[[.difftime`(x, ..., drop = TRUE)", |a| kept::take(a, true)),
    method("`[.POSIXlt`(x, ..., drop = TRUE)", |a| kept::parts_through(a, "[")),
    method("`[<-.Date`(x, ..., value)", kept::replace),
    method("`[<-.POSIXct`(x, ..., value)", kept::replace),
    method("`[<-.difftime`(x, ..., value)", kept::replace),
    method("`[[<-.Date`(x, ..., value)", kept::replace),
    method("`[[<-.POSIXct`(x, ..., value)", kept::replace),
    method("`[[<-.difftime`(x, ..., value)", kept::replace),
    method("`length<-.Date`(x, value)", |a| kept::through(a, "length<-")),
    method("`length<-.POSIXct`(x, value)", |a| kept::through(a, "length<-")),
    method("`length<-.difftime`(x, value)", |a| kept::through(a, "length<-")),
    method("rep.Date(x, ...)", |a| kept::through(a, "rep")),
    method("rep.POSIXct(x, ...)", |a| kept::through(a, "rep")),
    method("rep.difftime(x, ...)", |a| kept::through(a, "rep")),
    method("rep.POSIXlt(x, ...)", |a| kept::parts_through(a, "rep")),
    method("unique.Date(x, incomparables = FALSE, ...)", |a| kept::through(a, "unique")),
    method("unique.POSIXct(x, incomparables = FALSE, ...)", |a| kept::through(a, "unique")),
    method("unique.difftime(x, incomparables = FALSE, ...)", |a| kept::through(a, "unique")),
    method("unique.POSIXlt(x, incomparables = FALSE, ...)", |a| kept::parts_through(a, "unique")),
    method("mean.Date(x, ...)", |a| kept::through(a, "mean")),
    method("mean.POSIXct(x, ...)", |a| kept::through(a, "mean")),
    method("mean.POSIXlt(x, ...)", |a| kept::parts_through(a, "mean")),
    method("mean.difftime(x, ...)", difference::mean),
    method("as.list.Date(x, ...)", kept::as_items),
    method("as.list.POSIXct(x, ...)", kept::as_items),
    method("as.list.difftime(x, ...)", kept::as_items),
    method("c.Date(..., recursive = FALSE)", kept::combined),
    method("c.POSIXct(..., recursive = FALSE)", kept::combined),
    method("c.POSIXlt(..., recursive = FALSE)", kept::combined_parts),
    method("c.difftime(..., recursive = FALSE, units = NULL)", kept::combined_differences),
    method("is.numeric.Date(x)", |_| Ok(Value::logical(false))),
    method("is.numeric.POSIXt(x)", |_| Ok(Value::logical(false))),
    method("is.numeric.difftime(x)", |_| Ok(Value::logical(false))),
    method("xtfrm.Date(x)", kept::numbers),
    method("xtfrm.POSIXct(x)", kept::numbers),
    method("xtfrm.POSIXlt(x)", kept::parts_numbers),
    method("xtfrm.difftime(x)", kept::numbers),
    method("as.numeric.POSIXlt(x, ...)", kept::parts_numbers),
    method("as.double.POSIXlt(x, ...)", kept::parts_numbers),
    method("length.POSIXlt(x)", kept::parts_length),
    method("diff.Date(x, lag = 1L, differences = 1L, ...)", difference::successive),
    method("diff.POSIXt(x, lag = 1L, differences = 1L, ...)", difference::successive),
    method(
        "trunc.Date(x, units = c(\"secs\", \"mins\", \"hours\", \"days\", \"months\", \"years\"), ...)",
        sequence::trunc_date,
    ),
    method("round.Date(x, ...)", sequence::round_date),
    method(
        "trunc.POSIXt(x, units = c(\"secs\", \"mins\", \"hours\", \"days\", \"months\", \"years\"), ...)",
        |a| sequence::to_unit(a, false),
    ),
    method(
        "round.POSIXt(x, digits = c(\"secs\", \"mins\", \"hours\", \"days\", \"months\", \"years\"))",
        |a| sequence::to_unit(a, true),
    ),
    method(
        "seq.Date(from, to, by, length.out = NULL, along.with = NULL, ...)",
        sequence::of_dates,
    ),
    method(
        "seq.POSIXt(from, to, by, length.out = NULL, along.with = NULL, ...)",
        sequence::of_times,
    ),
    method(
        "cut.Date(x, breaks, labels = NULL, start.on.monday = TRUE, right = FALSE, include.lowest = FALSE, ...)",
        sequence::cut,
    ),
    method(
        "cut.POSIXt(x, breaks, labels = NULL, start.on.monday = TRUE, right = FALSE, include.lowest = FALSE, ...)",
        sequence::cut,
    ),
    builtin(
        "difftime(time1, time2, tz, units = c(\"auto\", \"secs\", \"mins\", \"hours\", \"days\", \"weeks\"))",
        difference::difftime,
    ),
    builtin("as.difftime(tim, format = \"%X\", units = \"auto\", tz = \"UTC\")", difference::as_difftime),
    builtin(".difftime(xx, units, cl = \"difftime\")", difference::classed),
    generic("units(x)"),
    method("units.difftime(x)", difference::unit),
    generic("`units<-`(x, value)"),
    method("`units<-.difftime`(x, value)", difference::set_unit),
    method("format.difftime(x, ...)", show::format_difference),
    method("as.double.difftime(x, units = \"auto\", ...)", difference::as_number),
    method("as.numeric.difftime(x, units = \"auto\", ...)", difference::as_number),
    method("Ops.difftime(e1, e2)", operators::differences),
    method("`*.difftime`(e1, e2)", operators::multiply_difference),
    method("`/.difftime`(e1, e2)", operators::divide_difference),
    method("Math.difftime(x, ...)", operators::difference_math),
    method("Summary.difftime(..., na.rm)", operators::difference_summary),
];

fn date(args: &mut Args) -> Eval {
    let zone = parts::zone(args, "")?;
    Ok(Value::string(&show::now_text(args.session.host.now(), &zone)))
}

fn time_zone(args: &mut Args) -> Eval {
    let name = args.session.host.variable("TZ").filter(|z| !z.is_empty()).unwrap_or_else(|| "UTC".into());
    Ok(Value::string(&name))
}

fn zone_names(args: &mut Args) -> Eval {
    args.refuse_unless_default(&["tzdir"])?;
    Ok(Value::strings(zone::Zone::names()))
}
