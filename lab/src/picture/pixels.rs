//! Pictures as PNG files.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{self, Database};
use resvg::usvg::{self, Tree};

/// Pixels for each unit of a picture, so that small text is sharp.
const SCALE: f32 = 2.0;

/// The font is part of the program, so that a picture is the same on every machine.
static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    let font = Arc::new(epaint_default_fonts::UBUNTU_LIGHT);
    let ids = fonts.load_font_source(fontdb::Source::Binary(font));
    let family = ids
        .first()
        .and_then(|id| fonts.face(*id))
        .and_then(|face| face.families.first())
        .map(|(name, _)| name.clone());
    if let Some(family) = family {
        fonts.set_sans_serif_family(family);
    }
    Arc::new(fonts)
});

/// Draws a picture of this crate, in the colours for a light screen, as a PNG file.
///
/// # Errors
///
/// The text is not SVG, or the picture is too large for the memory.
pub fn png(svg: &str) -> Result<Vec<u8>, String> {
    let options = usvg::Options {
        fontdb: Arc::clone(&FONTS),
        ..usvg::Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(|error| error.to_string())?;
    let size = tree.size().to_int_size().scale_by(SCALE);
    let mut pixels = size
        .and_then(|size| Pixmap::new(size.width(), size.height()))
        .ok_or_else(|| format!("a picture of {:?} is too large", tree.size()))?;
    let scale = Transform::from_scale(SCALE, SCALE);
    resvg::render(&tree, scale, &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::{Pixmap, png};
    use crate::picture::canvas::{Anchor, Canvas};

    fn pixels(draw: impl FnOnce(&mut Canvas)) -> Pixmap {
        let mut canvas = Canvas::default();
        draw(&mut canvas);
        Pixmap::decode_png(&png(&canvas.finish(100.0, 50.0, "")).unwrap()).unwrap()
    }

    fn text(text: &str) -> Vec<u8> {
        pixels(|canvas| canvas.text("", 50.0, 25.0, Anchor::Middle, text)).take()
    }

    #[test]
    fn a_picture_has_more_pixels_than_units_and_the_colours_of_a_light_screen() {
        let picture = pixels(|canvas| canvas.rect("bar", (0.0, 0.0), (50.0, 50.0)));
        assert_eq!((picture.width(), picture.height()), (200, 100));
        let colour = |x| {
            let pixel = picture.pixel(x, 20).unwrap();
            (pixel.red(), pixel.green(), pixel.blue())
        };
        assert_eq!(colour(20), (0x00, 0x72, 0xb2));
        assert_eq!(colour(180), (0xff, 0xff, 0xff));
    }

    #[test]
    fn text_is_drawn_without_a_font_of_the_machine() {
        let blank = text("");
        assert_ne!(text("12"), blank);
        assert_ne!(text("12"), text("13"));
        // A font without the narrow space between thousands would draw a box.
        assert_eq!(text("\u{202f}"), blank);
    }

    #[test]
    fn text_that_is_no_picture_is_an_error() {
        assert!(png("<svg").is_err());
    }
}
