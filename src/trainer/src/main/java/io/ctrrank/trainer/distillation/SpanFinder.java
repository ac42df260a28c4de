package io.ctrrank.trainer.distillation;

import io.ctrrank.runtime.tokenizer.TokenPlace;
import io.ctrrank.runtime.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what may be an explicit phrase in an item's text: up to {@link Span#MOST_WORDS} words that
 * follow each other with no punctuation between them, no function word first or last. Fields are
 * parted by {@code |}; in the second, where categories are listed, commas part nothing, so that
 * "drama romance" is a span of {@code Drama, Romance}. Bound to an open tokenizer.
 */
public final class SpanFinder {
  private static final Pattern WORD =
      Pattern.compile("[\\p{L}\\p{N}\\p{M}]+(?:['\u2019.&-][\\p{L}\\p{N}\\p{M}]+)*");
  private static final Pattern POSSESSIVE = Pattern.compile("['\u2019]s$");
  private static final int CATEGORIES = 1;
  private static final Set<String> FUNCTION_WORDS =
      Set.of(
          ("a about after all also an and another any are as at be been before being both but by can"
                  + " could did do does down each every few for from had has have he her hers him his"
                  + " how if in into is it its just many may might more most much must no not of off"
                  + " on only or other out over own she should so some than that the their them then"
                  + " there these they this those to too under up upon very was were what when where"
                  + " which while who whom whose why will with would you your")
              .split(" "));

  private final Tokenizer tokenizer;
  private final int maxTokens;

  /**
   * @param tokenizer of the encoder; stays open as long as this is used
   * @param maxTokens where texts are cut
   */
  public SpanFinder(Tokenizer tokenizer, int maxTokens) {
    this.tokenizer = tokenizer;
    this.maxTokens = maxTokens;
  }

  /** Words without punctuation between them. */
  private record Word(String text, int from, int to) {}

  /** The spans of a text, each phrase once, where it stands first. */
  public List<Span> spans(String text) {
    List<TokenPlace> places = tokenizer.places(text, maxTokens);
    Map<String, Span> spans = new LinkedHashMap<>();
    List<Word> run = new ArrayList<>();
    int field = 0;
    int behind = 0;
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      String gap = text.substring(behind, matcher.start());
      int from = tokenAt(places, matcher.start());
      int to = tokenBehind(places, matcher.end());
      if (parts(gap, field) || from < 0 || to <= from) {
        add(run, field, spans);
        run.clear();
      }
      field = Math.min(Span.FIELDS - 1, field + (int) gap.chars().filter(c -> c == '|').count());
      if (from >= 0 && to > from) {
        run.add(new Word(matcher.group().toLowerCase(Locale.ROOT), from, to));
      }
      behind = matcher.end();
    }
    add(run, field, spans);
    return List.copyOf(spans.values());
  }

  private static boolean parts(String gap, int field) {
    String left = field == CATEGORIES ? gap.replace(",", "") : gap;
    return !left.isBlank();
  }

  private static void add(List<Word> run, int field, Map<String, Span> spans) {
    for (int first = 0; first < run.size(); first++) {
      for (int n = 1; n <= Span.MOST_WORDS && first + n <= run.size(); n++) {
        List<Word> words = run.subList(first, first + n);
        Word last = words.getLast();
        if (!function(words.getFirst()) && !function(last)) {
          String phrase = phrase(words);
          spans.putIfAbsent(phrase, new Span(phrase, words.getFirst().from(), last.to(), n, field));
        }
      }
    }
  }

  private static boolean function(Word word) {
    return FUNCTION_WORDS.contains(word.text());
  }

  private static String phrase(List<Word> words) {
    String joined = String.join(" ", words.stream().map(Word::text).toList());
    return POSSESSIVE.matcher(joined).replaceFirst("");
  }

  /** The token that begins at a char, or -1 if the text was cut before it. */
  private static int tokenAt(List<TokenPlace> places, int start) {
    for (int i = 0; i < places.size(); i++) {
      TokenPlace place = places.get(i);
      if (place.to() > place.from() && place.from() <= start && start < place.to()) {
        return i;
      }
    }
    return -1;
  }

  /** The token behind the one that ends at a char, or -1 if the text was cut before it. */
  private static int tokenBehind(List<TokenPlace> places, int end) {
    int last = tokenAt(places, end - 1);
    return last < 0 ? -1 : last + 1;
  }
}
