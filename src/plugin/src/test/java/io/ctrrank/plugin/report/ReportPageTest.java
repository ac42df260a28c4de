package io.ctrrank.plugin.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

final class ReportPageTest {
  private static final String EVIL = "\"><script>alert('x')</script><img src=\"http://x/\"> & Co";

  @Test
  void page_isWellFormed_andAsksForNothingElse() throws Exception {
    String page = new ReportPage(SampleReport.of("e1", "control", "treatment")).html();
    Document document = parse(page);

    assertThat(document.getDocumentElement().getAttribute("lang")).isEqualTo("en");
    assertThat(page).doesNotContainIgnoringCase("http:", "https:", "url(", "@import", "<script");
    for (Element element : elements(document, "*")) {
      assertThat(element.hasAttribute("src") || element.hasAttribute("href")).isFalse();
      assertThat(element.getTagName())
          .isNotIn("script", "link", "img", "iframe", "object", "embed", "form", "base");
    }
  }

  @Test
  void drawings_areNamedForThoseWhoDoNotSeeThem() throws Exception {
    Document document =
        parse(new ReportPage(SampleReport.of("e1", "control", "treatment", "third")).html());
    List<String> ids = elements(document, "*").stream().map(e -> e.getAttribute("id")).toList();

    List<Element> drawings =
        elements(document, "svg").stream()
            .filter(svg -> !svg.getAttribute("aria-hidden").equals("true"))
            .toList();
    assertThat(drawings).hasSize(3);
    for (Element drawing : drawings) {
      assertThat(drawing.getAttribute("role")).isEqualTo("img");
      assertThat(ids).contains(drawing.getAttribute("aria-labelledby").split(" "));
    }
    for (Element cell : elements(document, "th")) {
      assertThat(cell.getAttribute("scope")).isIn("col", "row");
    }
  }

  @Test
  void namesThatAreMarkup_areShownAsTheyAre() throws Exception {
    Document document = parse(new ReportPage(SampleReport.of(EVIL, EVIL, "b", "c")).html());

    assertThat(elements(document, "h1").getFirst().getTextContent())
        .isEqualTo("Experiment " + EVIL);
    assertThat(elements(document, "script")).isEmpty();
    assertThat(elements(document, "img")).isEmpty();
    assertThat(elements(document, "th")).extracting(Element::getTextContent).contains(EVIL);
  }

  @Test
  void reasonInTheColumnOfANumber_mayHaveSeveralLines() throws Exception {
    Document document =
        parse(new ReportPage(SampleReport.of("e1", "control", "b", SampleReport.IDLE)).html());

    assertThat(elements(document, "td"))
        .filteredOn(cell -> cell.getTextContent().startsWith("not enough: arm [idle] has [0]"))
        .isNotEmpty()
        .allSatisfy(cell -> assertThat(cell.getAttribute("class")).isEqualTo("words"));
  }

  @Test
  void calibration_overAPartOfTheImpressions_saysOverWhich() throws Exception {
    Document document = parse(new ReportPage(SampleReport.of("e1", "control", "b", "c")).html());

    assertThat(elements(document, "td"))
        .extracting(Element::getTextContent)
        .filteredOn(cell -> cell.contains("with a pCTR"))
        .hasSize(2)
        .allMatch(cell -> cell.matches(".* to .*\\), over the 80.* of impressions with a pCTR"));
  }

  @Test
  void everyLift_isDrawnWithItsInterval() throws Exception {
    Document document = parse(new ReportPage(SampleReport.of("e1", "control", "b", "c")).html());

    List<Element> intervals =
        elements(document, "line").stream()
            .filter(line -> line.getAttribute("class").startsWith("interval"))
            .toList();
    assertThat(intervals).hasSize(8);
    for (Element interval : intervals) {
      assertThat(Double.parseDouble(interval.getAttribute("x1")))
          .isLessThan(Double.parseDouble(interval.getAttribute("x2")));
    }
  }

  static Document parse(String page) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    return factory.newDocumentBuilder().parse(new ByteArrayInputStream(page.getBytes(UTF_8)));
  }

  static List<Element> elements(Document document, String tag) {
    NodeList nodes = document.getElementsByTagName(tag);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }
}
