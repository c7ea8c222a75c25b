//! Metrics of fonts that are not embedded, from tables of their widths.
//!
//! R measures text with a font of the machine it runs on. [`dejavu_sans`] is the one that the reference figures
//! were measured with (their font name says Liberation Sans, their text lengths are DejaVu Sans's, kerned), so a
//! layout can be compared with theirs to the hundredth of a point.

use super::{Face, Metrics};
use std::collections::BTreeMap;

/// Widths of a font's ASCII characters, its kerning and its heights; all faces alike.
#[derive(Clone, Debug)]
pub struct TableMetrics {
    /// Units of an em.
    units: f64,
    /// Widths of the characters from blank to tilde.
    widths: &'static [u16],
    /// Kerning by pair.
    kerning: BTreeMap<(char, char), i16>,
    /// Height of a capital M, and depth of "gjpqyQ", in ems.
    heights: (f64, f64),
    /// Dots in a point of the device that rounds widths to whole dots.
    dots: f64,
}

impl TableMetrics {
    fn units_of(&self, character: char) -> f64 {
        let at = (character as usize).wrapping_sub(32);
        // What the table lacks is as wide as a digit.
        f64::from(self.widths.get(at).copied().unwrap_or(self.widths[16]))
    }
}

impl Metrics for TableMetrics {
    fn advance(&self, _face: Face, character: char) -> f64 {
        self.units_of(character) / self.units
    }

    fn kerning(&self, _face: Face, left: char, right: char) -> f64 {
        self.kerning.get(&(left, right)).map_or(0.0, |k| f64::from(*k) / self.units)
    }

    fn capital_height(&self, _face: Face) -> f64 {
        self.heights.0
    }

    fn descent(&self, _face: Face) -> f64 {
        self.heights.1
    }

    fn extent(&self, face: Face, text: &str) -> (f64, f64) {
        let deep = text.contains(|c| "gjpqyQ,;()[]{}|$@".contains(c));
        (self.capital_height(face), if deep { self.descent(face) } else { 0.0 })
    }

    fn line_width(&self, _face: Face, size: f64, line: &str) -> f64 {
        let scale = (size * self.dots).round() / self.units;
        let mut width = 0.0;
        let mut previous = None;
        for character in line.chars() {
            width += (self.units_of(character) * scale).round();
            let pair = previous.and_then(|left| self.kerning.get(&(left, character)));
            width += pair.map_or(0.0, |k| (f64::from(*k) * scale).round());
            previous = Some(character);
        }
        width / self.dots
    }
}

/// DejaVu Sans as R's svglite measures it: in whole dots of 1/10000 inch.
pub fn dejavu_sans() -> TableMetrics {
    let mut kerning = BTreeMap::new();
    for (value, pairs) in DEJAVU_KERNING {
        for pair in pairs.split(' ') {
            let mut characters = pair.chars();
            if let (Some(left), Some(right)) = (characters.next(), characters.next()) {
                kerning.insert((left, right), *value);
            }
        }
    }
    // The height is DejaVu's, asked for while drawing; the descent is Helvetica's: ggplot2 asks for it while it
    // builds a plot, and what is open then, under knitr, is a PDF device.
    let heights = (1493.0 / 2048.0, 0.220);
    TableMetrics { units: 2048.0, widths: DEJAVU_WIDTHS, kerning, heights, dots: 10_000.0 / 72.0 }
}

/// Widths from blank to tilde in 1/2048 em.
#[rustfmt::skip]
const DEJAVU_WIDTHS: &[u16] = &[
    651, 821, 942, 1716, 1303, 1946, 1597, 563, 799, 799, 1024, 1716, 651, 739, 651, 690, 1303, 1303, 1303,
    1303, 1303, 1303, 1303, 1303, 1303, 1303, 690, 690, 1716, 1716, 1716, 1087, 2048, 1401, 1405, 1430,
    1577, 1294, 1178, 1587, 1540, 604, 604, 1343, 1141, 1767, 1532, 1612, 1235, 1612, 1423, 1300, 1251,
    1499, 1401, 2025, 1403, 1251, 1403, 799, 690, 799, 1716, 1024, 1024, 1255, 1300, 1126, 1300, 1260, 721,
    1300, 1298, 569, 569, 1186, 569, 1995, 1298, 1253, 1300, 1300, 842, 1067, 803, 1298, 1212, 1675, 1212,
    1212, 1075, 1303, 690, 1303, 1716,
];

/// Kerning in 1/2048 em and the pairs that have it.
#[rustfmt::skip]
const DEJAVU_KERNING: &[(i16, &str)] = &[
    (-415, "Y."),
    (-348, "Tc Te To"),
    (-339, "Ta Ts Tw"),
    (-329, "F."),
    (-319, "P. Ty"),
    (-311, "Tu"),
    (-301, "Tr"),
    (-292, "y."),
    (-282, "LT Ya"),
    (-272, "LY Y: Ye Yo"),
    (-264, "V."),
    (-243, "-Y T. Y-"),
    (-235, "W. Yu"),
    (-225, "LV T:"),
    (-215, "K-"),
    (-188, "-T FA Fa Fy LW Ly T- r. w."),
    (-167, "V:"),
    (-159, "AT AY F: KT TA Va Ve Vo YA v."),
    (-149, "Fi Fr Ky RT XC f. y:"),
    (-139, "Ay Vu"),
    (-131, "AV OX PA RY VA Wa XO r-"),
    (-120, "-V Av TC V- W: We Wo"),
    (-112, "AW BY DY Fe Fu KC KO OY RV Ry WA YC YO f- v: w:"),
    (-102, "-X GY Ke Ko Ku LU RC X-"),
    (-92, "Pa Re Ro Ru Wr Xe"),
    (-83, "-W Aw O. R- RA RW W-"),
    (-73, "-B Af BW Fo GT J- KW KY LO Pe Po R. Wu Yi f: ke ko ky"),
    (-63, "BV R: Ti ku ox xe xo"),
    (-55, "-v KU Vy rx v-"),
    (-45, "-A A- P- PY Pi Ra Vi Wi rc re ro"),
    (-36, "-y A. A: AC AG AO AQ Ac Ad Ae Ao Aq At BC BG BO BS CY DA DV FS FT H. JA KA Ka L- Le"),
    (-36, "Lo Lu O: OA OV Pn Pr Ps Pu TT UZ VO Wy XT Z- ex ft fw fy ka o. r: rd rg rh rm rn rq"),
    (-36, "rr xc y-"),
    (38, "-o SA o-"),
    (47, "LA"),
    (57, "-O AA O- Q-"),
    (75, "-G -Q"),
    (114, "-J"),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// From the left: margin, title, its margin, widest label, its margin, tick. The reference's first figure
    /// has its panel at 39.81 and the titles' baselines at 18.41 and, from the panel's lower edge, 32.79 lower.
    #[test]
    fn a_layout_of_the_reference_figures() {
        use crate::layout::{Length, Unit, UnitContext};
        let metrics = dejavu_sans();
        let around = UnitContext { font_size: 15.0, line_height: 1.2, extent: 504.0 };
        let pt = |value: f64| Length::new(value, Unit::Points).points(&around);
        let face = Face::Regular;
        let baseline = pt(7.5) + metrics.height(face, 15.0, 0.9, "Ratio");
        let label = metrics.width(face, 12.0, "2");
        let panel = baseline + 15.0 * metrics.descent(face) + pt(3.75) + label + pt(3.0) + pt(3.75);
        assert!((baseline - 18.41).abs() < 0.005 && (panel - 39.81).abs() < 0.005, "{baseline} {panel}");
        let lines = metrics.height(face, 12.0, 0.9, "0") + 12.0 * metrics.descent(face);
        let below = pt(3.75 + 3.0) + lines + pt(3.75) + metrics.height(face, 15.0, 0.9, "Layer");
        assert!((below - 32.79).abs() < 0.02, "{below}");
    }

    #[test]
    fn widths_of_the_reference_figures() {
        // textLength of svglite's text elements.
        for (size, text, expected) in [
            (12.0, "pythia-160m", 76.68),
            (12.0, "EleutherAI/pythia-160m", 143.03),
            (12.0, "7.5", 19.09),
            (12.0, "1e+01", 40.36),
            (12.0, "-0.05", 31.07),
            (12.0, "s(log_step,8.81)", 96.44),
            (15.0, "Max Previous/Self Attn. Ratio", 216.45),
            (15.0, "Training Step (Log10)", 160.42),
            (15.0, "Number of Parameters (Log10)", 232.39),
            (18.0, "Layer 3 Heads (14M)", 187.74),
            (8.0, "pythia-14m - seed1", 78.16),
            (10.0, "Corr", 21.15),
        ] {
            let width = dejavu_sans().width(Face::Regular, size, text);
            // Kerned pairs may be one dot of 1/10000 inch off: the font library rounds them in its own way.
            assert!((width - expected).abs() < 0.0051 + 0.0072, "{text}: {width} {expected}");
        }
    }
}
