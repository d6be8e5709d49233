package io.tcplb.bench.e2e;

import java.util.Locale;

/** A picture under construction; lengths in pixels, from the top left. */
final class Svg {
    private final StringBuilder body = new StringBuilder();

    void rectangle(double x, double y, double width, double height, String style) {
        element("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" %s/>", x, y, width, height, style);
    }

    void line(double x1, double y1, double x2, double y2, String style) {
        element("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>", x1, y1, x2, y2, style);
    }

    /** Writes {@code text} with its baseline at {@code y}. */
    void text(double x, double y, String style, String text) {
        element("<text x=\"%.1f\" y=\"%.1f\" %s>%s</text>", x, y, style, escaped(text));
    }

    /**
     * Returns the whole picture: no script, no font and nothing else from outside.
     *
     * @param title what a screen reader says
     */
    String document(double width, double height, String title, String style) {
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$.0f\" height=\"%2$.0f\""
                                + " viewBox=\"0 0 %1$.0f %2$.0f\" role=\"img\" %3$s>\n<title>%4$s</title>\n",
                        width,
                        height,
                        style,
                        escaped(title))
                + body + "</svg>\n";
    }

    private void element(String format, Object... arguments) {
        body.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
