package io.ctrrank.plugin.rescore;

import io.ctrrank.core.schema.TextTemplate;
import io.ctrrank.plugin.vector.HiddenTexts;
import io.ctrrank.plugin.vector.ItemText;
import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.elasticsearch.index.query.SearchExecutionContext;
import org.elasticsearch.search.lookup.SourceFilter;
import org.elasticsearch.search.lookup.SourceProvider;

/**
 * Texts of documents from their {@code _source}, stored or synthetic; none of which the caller may
 * see a part only. Used by one thread.
 */
final class SourceTexts implements TargetVectors.Texts {
  private final TextTemplate template;
  private final SourceFilter filter;
  private final SourceProvider provider;

  private SourceTexts(TextTemplate template, SourceFilter filter, SourceProvider provider) {
    this.template = template;
    this.filter = filter;
    this.provider = provider;
  }

  /**
   * Texts of the documents of one index.
   *
   * @throws IllegalArgumentException (400) if the index keeps no source
   */
  static SourceTexts of(String model, TextTemplate template, SearchExecutionContext context) {
    if (!context.isSourceEnabled()) {
      throw new IllegalArgumentException(
          "model ["
              + model
              + "] reads "
              + template.fields()
              + " from [_source] but index ["
              + context.index().getName()
              + "] has it disabled; expected [_source], stored or synthetic, reindex with it or"
              + " name a model without an encoder");
    }
    SourceFilter filter = new SourceFilter(template.fields().toArray(String[]::new), null);
    return new SourceTexts(template, filter, context.createSourceProvider(filter));
  }

  @Override
  public String read(LeafReaderContext leaf, int doc) throws IOException {
    if (HiddenTexts.in(leaf.reader(), template.fields())) {
      return "";
    }
    return ItemText.render(template, provider.getSource(leaf, doc).filter(filter).source());
  }
}
