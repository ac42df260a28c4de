package io.ctrrank.plugin.user;

import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionResponse;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.action.search.TransportSearchAction;
import org.elasticsearch.action.support.ActionFilter;
import org.elasticsearch.action.support.ActionFilterChain;
import org.elasticsearch.plugins.ActionPlugin;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.tasks.Task;

/** What is thrown while a user is fetched fails the search; it never leaves it hanging. */
public final class CtrAsyncErrorsIT extends CtrIntegTestCase {
  private static final Duration LONG = Duration.ofSeconds(20);

  @Override
  protected Collection<Class<? extends Plugin>> nodePlugins() {
    List<Class<? extends Plugin>> plugins = new ArrayList<>(super.nodePlugins());
    plugins.add(SaboteurPlugin.class);
    return plugins;
  }

  /** Breaks the look-ups of histories that name certain items. */
  public static final class SaboteurPlugin extends Plugin implements ActionPlugin {
    @Override
    public Collection<ActionFilter> getActionFilters() {
      return List.of(new Saboteur());
    }
  }

  private static final class Saboteur implements ActionFilter {
    @Override
    public int order() {
      return 0;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <Q extends ActionRequest, R extends ActionResponse> void apply(
        Task task,
        String action,
        Q request,
        ActionListener<R> listener,
        ActionFilterChain<Q, R> chain) {
      String text =
          action.equals(TransportSearchAction.NAME)
                  && request instanceof SearchRequest search
                  && search.source().rescores() == null
              ? search.source().toString()
              : "";
      if (text.contains("throw-error")) {
        throw new AssertionError("an error on purpose");
      } else if (text.contains("throw-exception")) {
        throw new IllegalStateException("an exception on purpose");
      } else if (text.contains("fail-listener")) {
        listener.onFailure(new IllegalStateException("a failure on purpose"));
      } else if (text.contains("no-answer-object")) {
        listener.onResponse((R) null);
      } else {
        chain.proceed(task, action, request, listener);
      }
    }
  }

  public void testErrorInTheAsynchronousStep_failsTheSearch() throws IOException {
    thenFails("throw-error", 500, "rescorer [ctr] failed to resolve the user");
  }

  public void testExceptionInTheAsynchronousStep_failsTheSearch() throws IOException {
    thenFails("throw-exception", 500, "an exception on purpose");
  }

  public void testFailureOfTheLookUp_failsTheSearch() throws IOException {
    thenFails("fail-listener", 500, "a failure on purpose");
  }

  public void testAnswerThatCannotBeRead_failsTheSearch() throws IOException {
    thenFails("no-answer-object", 500, "null");
  }

  private void thenFails(String item, int status, String message) throws IOException {
    createAds("ads", 2, Ad.numbered(1, 10));
    long start = System.nanoTime();

    Failure failure =
        failSearch(
            "ads",
            "'query': {'match_all': {}}, "
                + rescore(10, "{'model': 'msd', 'user': {'history': ['" + item + "']}}"));

    then(failure.status()).as(failure.body()).isEqualTo(status);
    then(failure.body()).contains(message);
    then(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(LONG.toMillis());
  }
}
