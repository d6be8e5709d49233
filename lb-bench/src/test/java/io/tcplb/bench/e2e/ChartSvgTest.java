package io.tcplb.bench.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ChartSvgTest {
    private static final Metric RATE = Metric.higher("rate of <all>", "1/s", 0);

    private final Results results = new Results();
    private Document picture;

    @BeforeEach
    void draw() throws Exception {
        for (double value : new double[] {100, 1_000, 2_000}) {
            results.add("rates", RATE, Party.LB, value);
        }
        results.add("rates", RATE, Party.HAPROXY, 500);
        Recording recording = new Recording(
                "a machine",
                "2026-01-02",
                7,
                2,
                6,
                Map.of("lb", "lb 1.0; as it comes", "lb, tuned", "lb 1.0; tuned"),
                List.of(0.02, 0.03, 0.11),
                List.of(),
                results);
        String svg = ChartSvg.draw(recording, Chart.of(results).get(0));
        picture =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    @Test
    void drawsBarsInProportionToTheMedians() {
        List<Double> widths = numbers("rect", "width");
        assertThat(widths).hasSize(3); // the background, HAProxy, lb
        assertThat(widths.get(2) / widths.get(1)).isBetween(1.99, 2.01);
    }

    @Test
    void drawsALineFromMinimumToMaximumWhereSamplesDiffer() {
        double zero = numbers("rect", "x").get(2);
        double median = numbers("rect", "width").get(2);
        assertThat(numbers("line", "x1")).hasSize(7); // the whisker and its halo with two caps each, and the axis
        assertThat(numbers("line", "x1").get(0)).isBetween(zero + 0.09 * median, zero + 0.11 * median);
        assertThat(numbers("line", "x2").get(0)).isBetween(zero + 1.99 * median, zero + 2.01 * median);
    }

    @Test
    void keepsEverythingInsideThePicture() {
        double width = Double.parseDouble(picture.getDocumentElement().getAttribute("width"));
        double height = Double.parseDouble(picture.getDocumentElement().getAttribute("height"));
        assertThat(numbers("text", "x")).allSatisfy(x -> assertThat(x).isBetween(0.0, width));
        assertThat(numbers("text", "y")).allSatisfy(y -> assertThat(y).isBetween(0.0, height));
    }

    @Test
    void labelsMediansAndComparesWithTheBetterPeer() {
        assertThat(texts())
                .contains("1,000", "500", "rate of <all>", "1/s, more is better", "lb 2.00× the better peer");
    }

    @Test
    void saysWhereWhenAndHow() {
        assertThat(String.join(" ", texts()))
                .contains("lb 1.0. One worker each; client, proxy and backend on a machine. 7 interleaved rounds ")
                .contains("Other programs used 3 % of the machine (at most 11 %). 2026-01-02");
    }

    private List<Double> numbers(String tag, String attribute) {
        List<Double> numbers = new ArrayList<>();
        NodeList nodes = picture.getElementsByTagName(tag);
        for (int i = 0; i < nodes.getLength(); i++) {
            numbers.add(Double.valueOf(((Element) nodes.item(i)).getAttribute(attribute)));
        }
        return numbers;
    }

    private List<String> texts() {
        List<String> texts = new ArrayList<>();
        NodeList nodes = picture.getElementsByTagName("text");
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }
}
