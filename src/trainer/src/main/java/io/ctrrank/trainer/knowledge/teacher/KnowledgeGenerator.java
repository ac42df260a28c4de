package io.ctrrank.trainer.knowledge.teacher;

import static java.util.Objects.requireNonNull;

import io.ctrrank.trainer.chat.ChatEndpoint;
import io.ctrrank.trainer.chat.ChatException;
import io.ctrrank.trainer.chat.ChatException.Kind;
import io.ctrrank.trainer.chat.ChatReply;
import io.ctrrank.trainer.chat.ChatTurn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Asks a teacher for records until each is written or has failed. A record is on disk before the
 * next is asked for by the same thread, so a run that is stopped loses only what is in flight.
 */
public final class KnowledgeGenerator {
  /** Tasks without any answer, one after the other, after which a run stops. */
  static final int UNANSWERED_STOP = 5;

  private final ChatEndpoint endpoint;
  private final Prompt prompt;
  private final Settings settings;
  private final Pause pause;
  private final AnswerParser parser;

  /**
   * How to ask.
   *
   * @param concurrency requests in flight at most
   * @param requestsPerMinute requests that start in a minute at most
   * @param retries how often a teacher is told what is wrong with its answer
   * @param mostNotStated share of a record's explicit phrases that the input need not state
   */
  public record Settings(
      int concurrency, double requestsPerMinute, int retries, double mostNotStated) {
    private static final int MOST_RETRIES = 2;

    public Settings {
      require(concurrency >= 1, "concurrency is [" + concurrency + "]; expected [1] or more");
      require(
          requestsPerMinute > 0,
          "requests per minute are [" + requestsPerMinute + "]; expected more than [0]");
      require(
          retries >= 0 && retries <= MOST_RETRIES,
          "retries are [" + retries + "]; expected [0] to [" + MOST_RETRIES + "]");
      require(
          mostNotStated >= 0 && mostNotStated <= 1,
          "share of explicit phrases not stated is [" + mostNotStated + "]; expected [0] to [1]");
    }

    private static void require(boolean holds, String message) {
      if (!holds) {
        throw new IllegalArgumentException(message);
      }
    }
  }

  /**
   * @param endpoint the teacher
   * @param prompt what it is asked
   * @param settings how
   */
  public KnowledgeGenerator(ChatEndpoint endpoint, Prompt prompt, Settings settings) {
    this(endpoint, prompt, settings, Pause.REAL);
  }

  KnowledgeGenerator(ChatEndpoint endpoint, Prompt prompt, Settings settings, Pause pause) {
    this.endpoint = requireNonNull(endpoint, "endpoint is null");
    this.prompt = requireNonNull(prompt, "prompt is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.pause = pause;
    this.parser = new AnswerParser(prompt.level(), settings.mostNotStated());
  }

  /**
   * Writes the records of all tasks. Stops early when the endpoint refuses everything or no longer
   * answers; the status says why.
   *
   * @param tasks records to write, none of which is in the file
   * @param out receives them
   * @param listener hears of progress
   * @throws IOException if a record cannot be written
   */
  public GenerationStatus run(List<Task> tasks, RecordFile out, GenerationListener listener)
      throws IOException {
    Ledger ledger = new Ledger(tasks.size(), listener);
    Pacer pacer = new Pacer(pause, settings.requestsPerMinute());
    PatientEndpoint patient = new PatientEndpoint(endpoint, pacer, pause, ledger);
    List<Callable<Void>> work = new ArrayList<>();
    for (Task task : tasks) {
      work.add(
          () -> {
            work(task, patient, out, ledger);
            return null;
          });
    }
    try (ExecutorService executor = Executors.newFixedThreadPool(settings.concurrency())) {
      for (Future<Void> done : executor.invokeAll(work)) {
        done.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("generation was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException("generation failed: " + e.getCause(), e.getCause());
    }
    return ledger.status();
  }

  private void work(Task task, PatientEndpoint patient, RecordFile out, Ledger ledger)
      throws IOException, InterruptedException {
    if (ledger.isStopped()) {
      return;
    }
    List<String> errors = new ArrayList<>();
    String answer = "";
    try {
      List<ChatTurn> turns = prompt.ask(task);
      while (true) {
        ChatReply reply = patient.ask(turns);
        ledger.answered(new Tokens(reply.inputTokens(), reply.outputTokens()));
        answer = reply.text();
        try {
          out.append(parser.parse(task.subject(), reply));
          ledger.wrote();
          return;
        } catch (AnswerException e) {
          String error = String.valueOf(e.getMessage());
          errors.add(error);
          if (errors.size() > settings.retries()) {
            break;
          }
          ledger.asksAgain(task.subject().id(), error);
          turns = Prompt.askAgain(turns, answer, error);
        }
      }
    } catch (ChatException e) {
      if (stops(e, ledger)) {
        return;
      }
      errors.add(String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException e) {
      ledger.stop(String.valueOf(e.getMessage()));
      throw e;
    }
    ledger.failed(new FailedRecord(task.subject().id(), errors, answer));
  }

  /** Whether nothing more is to be asked; the task then counts as not asked. */
  private static boolean stops(ChatException e, Ledger ledger) {
    boolean unavailable = e.kind() != Kind.REFUSED;
    if (unavailable && ledger.unanswered() < UNANSWERED_STOP) {
      return false;
    }
    ledger.stop(String.valueOf(e.getMessage()));
    return true;
  }
}
