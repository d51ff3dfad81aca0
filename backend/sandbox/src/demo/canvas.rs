//! Pictures drawn by code.

use jpeg_encoder::{ColorType, Encoder, EncodingError};

use crate::dice::Dice;

/// Red, green and blue.
type Colour = [u8; 3];

/// A picture that is being drawn.
struct Canvas {
    width: u16,
    height: u16,
    pixels: Vec<u8>,
}

/// A drawn photo and a small copy of it, both JPEG.
pub struct Picture {
    /// The photo.
    pub full: Vec<u8>,
    /// A small copy.
    pub small: Vec<u8>,
}

impl Canvas {
    /// A sky over a floor: a gradient from one colour to another.
    fn new(width: u16, height: u16, top: Colour, bottom: Colour) -> Self {
        let mut pixels = Vec::with_capacity(usize::from(width) * usize::from(height) * 3);
        for y in 0..height {
            let row = blend(top, bottom, y, height);
            for x in 0..width {
                // A little grain makes it look less like a drawing.
                let grain = u8::try_from((u32::from(x) * 7 + u32::from(y) * 13) % 5).unwrap_or_default();
                pixels.extend(row.map(|channel| channel.saturating_add(grain)));
            }
        }
        Self { width, height, pixels }
    }

    fn dot(&mut self, x: u16, y: u16, colour: Colour) {
        if x < self.width && y < self.height {
            let at = (usize::from(y) * usize::from(self.width) + usize::from(x)) * 3;
            self.pixels[at..at + 3].copy_from_slice(&colour);
        }
    }

    fn rectangle(&mut self, [x, y, width, height]: [u16; 4], colour: Colour) {
        for row in y..y.saturating_add(height) {
            let shade = blend(colour, colour.map(|channel| channel / 4 * 3), row - y, height.max(1));
            for column in x..x.saturating_add(width) {
                self.dot(column, row, shade);
            }
        }
    }

    fn circle(&mut self, [x, y, radius]: [u16; 3], colour: Colour) {
        let radius = i32::from(radius);
        for dy in -radius..=radius {
            for dx in -radius..=radius {
                let place = (u16::try_from(i32::from(x) + dx), u16::try_from(i32::from(y) + dy));
                if let (Ok(x), Ok(y)) = place
                    && dx * dx + dy * dy <= radius * radius
                {
                    self.dot(x, y, colour);
                }
            }
        }
    }

    /// A jagged line downwards.
    fn crack(&mut self, [x, y, length]: [u16; 3], dice: &mut Dice) {
        let mut x = i64::from(x);
        for row in y..y.saturating_add(length) {
            x = (x + dice.between(-2, 3)).max(0);
            let column = u16::try_from(x).unwrap_or_default();
            for side in 0..3 {
                self.dot(column + side, row, [40, 28, 20]);
            }
        }
    }

    fn jpeg(&self) -> Result<Vec<u8>, EncodingError> {
        let mut bytes = Vec::new();
        Encoder::new(&mut bytes, 80).encode(&self.pixels, self.width, self.height, ColorType::Rgb)?;
        Ok(bytes)
    }

    /// Every `step`th pixel.
    fn shrunk(&self, step: u16) -> Self {
        let (width, height) = (self.width / step, self.height / step);
        let mut small = Self { width, height, pixels: vec![0; usize::from(width) * usize::from(height) * 3] };
        for y in 0..height {
            for x in 0..width {
                let at = (usize::from(y * step) * usize::from(self.width) + usize::from(x * step)) * 3;
                let colour = [self.pixels[at], self.pixels[at + 1], self.pixels[at + 2]];
                small.dot(x, y, colour);
            }
        }
        small
    }
}

fn blend(from: Colour, to: Colour, at: u16, of: u16) -> Colour {
    let mix = |from: u8, to: u8| {
        let (from, to, at, of) = (i32::from(from), i32::from(to), i32::from(at), i32::from(of));
        u8::try_from(from + (to - from) * at / of).unwrap_or(u8::MAX)
    };
    [mix(from[0], to[0]), mix(from[1], to[1]), mix(from[2], to[2])]
}

/// A photo of something that people send: `damaged`, `label`, `door`, `shelf`, `pallet`, or a sheet of paper.
pub fn photo(scene: &str, dice: &mut Dice) -> Result<Picture, EncodingError> {
    let light = u8::try_from(dice.below(50)).unwrap_or_default();
    let mut canvas = Canvas::new(480, 360, [120 + light, 130 + light, 140 + light], [70, 62, 56]);
    match scene {
        "damaged" => parcel(&mut canvas, dice),
        "shelf" | "pallet" => boxes(&mut canvas, dice),
        "door" => door(&mut canvas),
        _ => sheet(&mut canvas, dice),
    }
    Ok(Picture { full: canvas.jpeg()?, small: canvas.shrunk(3).jpeg()? })
}

fn parcel(canvas: &mut Canvas, dice: &mut Dice) {
    canvas.rectangle([90, 82, 300, 218], [178, 132, 84]);
    canvas.rectangle([90, 82, 300, 34], [198, 154, 104]);
    canvas.rectangle([219, 82, 42, 218], [214, 190, 142]);
    canvas.rectangle([285, 188, 82, 60], [240, 240, 236]);
    let crack = 112 + u16::try_from(dice.below(90)).unwrap_or_default();
    canvas.crack([crack, 116, 164], dice);
    canvas.crack([crack + 15, 135, 120], dice);
}

fn boxes(canvas: &mut Canvas, dice: &mut Dice) {
    canvas.rectangle([30, 300, 420, 14], [96, 70, 44]);
    for row in 0..3 {
        for column in 0..5 {
            let tone = u8::try_from(dice.below(50)).unwrap_or_default();
            let place = [36 + column * 82, 226 - row * 78, 75, 72];
            canvas.rectangle(place, [150 + tone, 110 + tone, 70 + tone / 2]);
            canvas.rectangle([place[0] + 31, place[1], 12, 72], [206, 182, 136]);
        }
    }
}

fn door(canvas: &mut Canvas) {
    canvas.rectangle([150, 45, 180, 285], [74, 92, 110]);
    canvas.rectangle([166, 63, 147, 112], [150, 184, 206]);
    canvas.circle([308, 202, 9], [216, 196, 120]);
    canvas.rectangle([188, 98, 105, 45], [246, 246, 240]);
    canvas.rectangle([198, 110, 84, 6], [180, 40, 36]);
    canvas.rectangle([198, 124, 63, 6], [90, 90, 90]);
}

fn sheet(canvas: &mut Canvas, dice: &mut Dice) {
    canvas.rectangle([98, 38, 285, 292], [236, 236, 230]);
    for line in 0..11 {
        let length = 90 + u16::try_from(dice.below(140)).unwrap_or_default();
        canvas.rectangle([120, 63 + line * 19, length, 6], [92, 96, 104]);
    }
    for bar in 0..40 {
        let width = 1 + u16::try_from(dice.below(4)).unwrap_or_default();
        canvas.rectangle([120 + bar * 6, 288, width, 30], [20, 20, 20]);
    }
}

/// A profile photo: a head and shoulders on a coloured ground.
pub fn portrait(dice: &mut Dice) -> Result<Vec<u8>, EncodingError> {
    const GROUNDS: [Colour; 6] =
        [[94, 140, 180], [170, 120, 150], [110, 160, 120], [190, 150, 90], [120, 110, 170], [90, 150, 150]];
    let ground = *dice.pick(&GROUNDS);
    let mut canvas = Canvas::new(160, 160, ground, ground.map(|channel| channel / 2));
    let skin = [[236, 200, 170], [214, 168, 132], [150, 106, 76], [246, 214, 190]];
    let coat = *dice.pick(&GROUNDS);
    canvas.circle([80, 160, 55], coat.map(|channel| channel / 3 * 2));
    let hair = [[60, 44, 36], [32, 28, 30], [150, 110, 60], [120, 60, 40], [170, 170, 172]];
    canvas.circle([80, 62, 36], *dice.pick(&hair));
    canvas.circle([80, 72, 31], *dice.pick(&skin));
    canvas.jpeg()
}
