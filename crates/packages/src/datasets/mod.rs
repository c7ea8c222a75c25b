//! The datasets package: R's example data, kept as compressed text and read when first asked for.
//!
//! `datasets.txt.gz` has one line per set: its name, a tab and an R expression that makes it, attributes and
//! all; `export.R` wrote it from R.

use crate::base::parse_text;
use flate2::read::GzDecoder;
use raglan_engine::eval::{Package, Session};
use raglan_engine::value::Value;
use std::io::Read;

/// The datasets package.
pub const PACKAGE: Package = Package {
    name: "datasets",
    version: "4.4.3",
    functions: &[],
    code: &[],
    depends: &[],
    reexports: &[],
    greeting: None,
    data,
    data_names: NAMES,
};

/// The text of all sets, unpacked once in a session.
#[derive(Default)]
struct Texts(String);

fn data(session: &mut Session, name: &str) -> Option<Value> {
    NAMES.binary_search_by(|n| n.cmp(&name)).ok()?;
    let texts = &mut session.state::<Texts>().0;
    if texts.is_empty() {
        let mut packed = GzDecoder::new(&include_bytes!("datasets.txt.gz")[..]);
        packed.read_to_string(texts).expect("the file was packed from text");
    }
    let code = texts.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('\t'))?.to_string();
    let code = parse_text(&code).ok()?.pop()?;
    let base = session.base.clone();
    session.eval(&code, &base).ok()
}

#[rustfmt::skip]
const NAMES: &[&str] = &[
    "AirPassengers",
    "BJsales",
    "BJsales.lead",
    "BOD",
    "CO2",
    "ChickWeight",
    "DNase",
    "EuStockMarkets",
    "Formaldehyde",
    "HairEyeColor",
    "Harman23.cor",
    "Harman74.cor",
    "Indometh",
    "InsectSprays",
    "JohnsonJohnson",
    "LakeHuron",
    "LifeCycleSavings",
    "Loblolly",
    "Nile",
    "Orange",
    "OrchardSprays",
    "PlantGrowth",
    "Puromycin",
    "Seatbelts",
    "Theoph",
    "Titanic",
    "ToothGrowth",
    "UCBAdmissions",
    "UKDriverDeaths",
    "UKgas",
    "USAccDeaths",
    "USArrests",
    "USJudgeRatings",
    "USPersonalExpenditure",
    "UScitiesD",
    "VADeaths",
    "WWWusage",
    "WorldPhones",
    "ability.cov",
    "airmiles",
    "airquality",
    "anscombe",
    "attenu",
    "attitude",
    "austres",
    "beaver1",
    "beaver2",
    "cars",
    "chickwts",
    "co2",
    "crimtab",
    "discoveries",
    "esoph",
    "euro",
    "euro.cross",
    "eurodist",
    "faithful",
    "fdeaths",
    "freeny",
    "freeny.x",
    "freeny.y",
    "infert",
    "iris",
    "iris3",
    "islands",
    "ldeaths",
    "lh",
    "longley",
    "lynx",
    "mdeaths",
    "morley",
    "mtcars",
    "nhtemp",
    "nottem",
    "npk",
    "occupationalStatus",
    "precip",
    "presidents",
    "pressure",
    "quakes",
    "randu",
    "rivers",
    "rock",
    "sleep",
    "stack.loss",
    "stack.x",
    "stackloss",
    "state.abb",
    "state.area",
    "state.center",
    "state.division",
    "state.name",
    "state.region",
    "state.x77",
    "sunspot.month",
    "sunspot.year",
    "sunspots",
    "swiss",
    "treering",
    "trees",
    "uspop",
    "volcano",
    "warpbreaks",
    "women",
];
