//! Conversions between colour spaces, one set for each program whose numbers R users see.
//!
//! The scales of ggplot2 convert through farver ([`lab`], [`polar_luv_colour`]), base R has a white point of its
//! own in `convertColor` ([`base_lab`]), and rounds the result, and `hcl()` another ([`hcl`]). The differences
//! are in the last digit of a hexadecimal colour, but they are seen in printed palettes.

use super::Colour;

/// Undoes the sRGB transfer curve.
fn linear(v: f64) -> f64 {
    if v > 0.04045 { ((v + 0.055) / 1.055).powf(2.4) } else { v / 12.92 }
}

/// Applies the sRGB transfer curve; `knee` is where it leaves the straight line.
fn companded(v: f64, knee: f64) -> f64 {
    if v > knee { 1.055 * v.powf(1.0 / 2.4) - 0.055 } else { 12.92 * v }
}

type Matrix = [[f64; 3]; 3];

fn times(matrix: &Matrix, v: [f64; 3]) -> [f64; 3] {
    [0, 1, 2].map(|i| matrix[i][0] * v[0] + matrix[i][1] * v[1] + matrix[i][2] * v[2])
}

/// Linear sRGB to XYZ under D65 (Lindbloom).
const TO_XYZ: Matrix = [
    [0.412_456_4, 0.357_576_1, 0.180_437_5],
    [0.212_672_9, 0.715_152_2, 0.072_175_0],
    [0.019_333_9, 0.119_192_0, 0.950_304_1],
];
const FROM_XYZ: Matrix = [
    [3.240_454_2, -1.537_138_5, -0.498_531_4],
    [-0.969_266_0, 1.876_010_8, 0.041_556_0],
    [0.055_643_4, -0.204_025_9, 1.057_225_2],
];
/// D65.
const WHITE: [f64; 3] = [0.950_47, 1.0, 1.088_83];
const EPSILON: f64 = 216.0 / 24389.0;
const KAPPA: f64 = 24389.0 / 27.0;

fn xyz_to_lab(xyz: [f64; 3], white: [f64; 3]) -> [f64; 3] {
    let f = |v: f64| if v > EPSILON { v.cbrt() } else { (KAPPA * v + 16.0) / 116.0 };
    let [x, y, z] = [0, 1, 2].map(|i| f(xyz[i] / white[i]));
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

fn lab_to_xyz([l, a, b]: [f64; 3], white: [f64; 3]) -> [f64; 3] {
    let y = (l + 16.0) / 116.0;
    let (x, z) = (y + a / 500.0, y - b / 200.0);
    let g = |v: f64| if v.powi(3) > EPSILON { v.powi(3) } else { (116.0 * v - 16.0) / KAPPA };
    let bright = if l > KAPPA * EPSILON { y.powi(3) } else { l / KAPPA };
    [g(x) * white[0], bright * white[1], g(z) * white[2]]
}

/// CIELAB as farver has it.
pub fn lab(colour: Colour) -> [f64; 3] {
    xyz_to_lab(times(&TO_XYZ, colour.to_unit().map(linear)), WHITE)
}

/// The colour of CIELAB coordinates, as farver encodes it: out of gamut is clamped.
pub fn lab_colour(lab: [f64; 3], alpha: f64) -> Colour {
    let rgb = times(&FROM_XYZ, lab_to_xyz(lab, WHITE)).map(|v| companded(v, 0.003_130_8));
    Colour::from_unit(rgb, alpha)
}

/// The colour of hue in degrees, chroma and luminance, as farver encodes "hcl": what `hue_pal()` draws from.
pub fn polar_luv_colour(hue: f64, chroma: f64, luminance: f64) -> Colour {
    let xyz = polar_luv_to_xyz(hue, chroma, luminance, white_uv(WHITE), KAPPA * EPSILON, KAPPA);
    let rgb = xyz.map_or([0.0; 3], |xyz| times(&FROM_XYZ, xyz).map(|v| companded(v, 0.003_130_8)));
    Colour::from_unit(rgb, 1.0)
}

fn white_uv([x, y, z]: [f64; 3]) -> (f64, f64) {
    let sum = x + 15.0 * y + 3.0 * z;
    (4.0 * x / sum, 9.0 * y / sum)
}

/// XYZ of polar CIELUV; nothing for black.
fn polar_luv_to_xyz(
    hue: f64,
    chroma: f64,
    luminance: f64,
    white: (f64, f64),
    knee: f64,
    slope: f64,
) -> Option<[f64; 3]> {
    if luminance <= 0.0 {
        return None;
    }
    let (sin, cos) = hue.to_radians().sin_cos();
    let y = if luminance > knee { ((luminance + 16.0) / 116.0).powi(3) } else { luminance / slope };
    let u = chroma * cos / (13.0 * luminance) + white.0;
    let v = chroma * sin / (13.0 * luminance) + white.1;
    let x = 9.0 * y * u / (4.0 * v);
    Some([x, y, -x / 3.0 - 5.0 * y + 3.0 * y / v])
}

/// A colour of R's `hcl()`, and whether it had to be moved into the gamut (without `fixup`, R then gives NA).
pub fn hcl(hue: f64, chroma: f64, luminance: f64) -> (Colour, bool) {
    const FROM: Matrix = [
        [3.240_479, -1.537_150, -0.498_535],
        [-0.969_256, 1.875_992, 0.041_556],
        [0.055_648, -0.204_043, 1.057_311],
    ];
    let xyz = polar_luv_to_xyz(hue, chroma, luminance, (0.197_839_8, 0.468_336_3), 7.999_592, 903.3);
    let rgb = xyz.map_or([0.0; 3], |xyz| times(&FROM, xyz).map(|v| companded(v, 0.003_04)));
    let inside = rgb.iter().all(|v| (0.0..=1.0).contains(&((v * 255.0 + 0.5).floor() / 255.0)));
    (Colour::from_unit(rgb, 1.0), inside)
}

/// D65 of R's `convertColor`, from its chromaticity 0.3137, 0.3291.
const BASE_WHITE: [f64; 3] = [0.3137 / 0.3291, 1.0, (1.0 - 0.3137 - 0.3291) / 0.3291];

/// The matrix from linear RGB to XYZ that has the primaries of sRGB and this white.
fn base_matrix() -> Matrix {
    const PRIMARIES: [[f64; 2]; 3] = [[0.64, 0.33], [0.30, 0.60], [0.15, 0.06]];
    let column = |[x, y]: [f64; 2]| [x / y, 1.0, (1.0 - x - y) / y];
    let columns = PRIMARIES.map(column);
    let plain = [0, 1, 2].map(|i| [0, 1, 2].map(|j: usize| columns[j][i]));
    let weights = times(&inverse(&plain), BASE_WHITE);
    plain.map(|row| [0, 1, 2].map(|j| row[j] * weights[j]))
}

fn inverse(m: &Matrix) -> Matrix {
    let minor = |i: usize, j: usize| {
        let (a, b) = ((i + 1) % 3, (i + 2) % 3);
        let (c, d) = ((j + 1) % 3, (j + 2) % 3);
        m[a][c] * m[b][d] - m[a][d] * m[b][c]
    };
    let determinant: f64 = (0..3).map(|j| m[0][j] * minor(0, j)).sum();
    [0, 1, 2].map(|i| [0, 1, 2].map(|j| minor(j, i) / determinant))
}

/// `convertColor(from = "sRGB", to = "Lab")`.
pub fn base_lab(rgb: [f64; 3]) -> [f64; 3] {
    xyz_to_lab(times(&base_matrix(), rgb.map(linear)), BASE_WHITE)
}

/// `convertColor(from = "Lab", to = "sRGB")`: clamped, and rounded to five decimals as R rounds it.
pub fn base_srgb(lab: [f64; 3]) -> [f64; 3] {
    let rgb = times(&inverse(&base_matrix()), lab_to_xyz(lab, BASE_WHITE));
    rgb.map(|v| (companded(v, 0.003_130_8) * 1e5).round() / 1e5).map(|v| v.clamp(0.0, 1.0))
}

/// `hsv()`: hue, saturation and value between 0 and 1.
pub fn hsv(hue: f64, saturation: f64, value: f64) -> Colour {
    let sector = 6.0 * hue.rem_euclid(1.0);
    let part = sector.fract();
    let p = value * (1.0 - saturation);
    let q = value * (1.0 - saturation * part);
    let t = value * (1.0 - saturation * (1.0 - part));
    let rgb = match sector as usize {
        0 => [value, t, p],
        1 => [q, value, p],
        2 => [p, value, t],
        3 => [p, q, value],
        4 => [t, p, value],
        _ => [value, p, q],
    };
    Colour::from_unit(rgb, 1.0)
}

/// `rgb2hsv()`: hue, saturation and value between 0 and 1.
pub fn to_hsv(colour: Colour) -> [f64; 3] {
    let [r, g, b] = colour.to_unit();
    let (high, low) = (r.max(g).max(b), r.min(g).min(b));
    let spread = high - low;
    if spread == 0.0 {
        return [0.0, 0.0, high];
    }
    let hue = if r == high {
        (g - b) / spread
    } else if g == high {
        2.0 + (b - r) / spread
    } else {
        4.0 + (r - g) / spread
    };
    [(hue / 6.0).rem_euclid(1.0), spread / high, high]
}

/// `adjustcolor()`: alpha and channels multiplied.
pub fn adjust(colour: Colour, alpha: f64, factors: [f64; 3]) -> Colour {
    let rgb = colour.to_unit();
    Colour::from_unit([0, 1, 2].map(|i| rgb[i] * factors[i]), colour.opacity() * alpha)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: [f64; 3], b: [f64; 3], tolerance: f64) -> bool {
        a.iter().zip(b).all(|(a, b)| (a - b).abs() < tolerance)
    }

    #[test]
    fn numbers_of_farver_and_convert_color() {
        let blue = Colour::rgb(51, 102, 153);
        // farver::convert_colour(cbind(51, 102, 153), "rgb", "lab")
        assert!(near(lab(blue), [42.008_145_596, -0.151_708_197, -32.846_036_188], 1e-5), "{:?}", lab(blue));
        assert_eq!(lab_colour(lab(blue), 1.0), blue);
        // convertColor(cbind(.2, .4, .6), "sRGB", "Lab")
        let ours = base_lab([0.2, 0.4, 0.6]);
        assert!(near(ours, [41.966_162_666, -0.342_610_543_5, -32.906_720_61], 1e-7), "{ours:?}");
        assert!(near(base_srgb([50.0, 20.0, -30.0]), [0.4968, 0.42897, 0.66688], 1e-9));
        assert!(near(to_hsv(blue), [0.583_333_333, 0.666_666_667, 0.6], 1e-8));
    }
}
