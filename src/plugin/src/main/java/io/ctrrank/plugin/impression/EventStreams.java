package io.ctrrank.plugin.impression;

import io.ctrrank.plugin.settings.DynamicSettings;
import io.ctrrank.plugin.settings.ImpressionMode;
import io.ctrrank.plugin.traffic.Traffic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.admin.indices.rollover.RolloverRequest;
import org.elasticsearch.action.admin.indices.template.put.TransportPutComposableIndexTemplateAction;
import org.elasticsearch.client.internal.Client;
import org.elasticsearch.cluster.ClusterChangedEvent;
import org.elasticsearch.cluster.ClusterState;
import org.elasticsearch.cluster.ClusterStateListener;
import org.elasticsearch.cluster.metadata.ComposableIndexTemplate;
import org.elasticsearch.cluster.metadata.MetadataIndexTemplateService;
import org.elasticsearch.cluster.metadata.ProjectMetadata;
import org.elasticsearch.cluster.metadata.Template;
import org.elasticsearch.cluster.project.ProjectResolver;
import org.elasticsearch.common.bytes.BytesReference;
import org.elasticsearch.common.compress.CompressedXContent;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.gateway.GatewayService;
import org.elasticsearch.logging.LogManager;
import org.elasticsearch.logging.Logger;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentFactory;

/**
 * Keeps the index template of the data streams for impressions and clicks, as soon as there are
 * experiments or impressions are logged: the master puts it when it is not there, and nobody needs
 * to change it, because it takes settings from a component template of the operators'. Where a
 * release has another template than the one before, streams are rolled over to it. Documents are
 * events of User Behavior Insights, schema 1.3.0 (o19s/ubi), with what the plugin knows under
 * {@code event_attributes.ctr}.
 */
public final class EventStreams implements ClusterStateListener {
  /** Name of the template. */
  public static final String TEMPLATE = "ctr-events";

  /** A component template of the cluster's operators: where events lie, how long they are kept. */
  static final String CUSTOM = TEMPLATE + "@custom";

  private static final Logger LOGGER = LogManager.getLogger(EventStreams.class);
  private static final List<String> PATTERNS = List.of("ctr-impressions*", "ctr-clicks*");
  private static final long VERSION = 4;

  /** Above templates for everything, below those that a cluster's operators write for us. */
  private static final long PRIORITY = 100;

  private final DynamicSettings settings;
  private final Traffic traffic;
  private final Client client;
  private final ProjectResolver projects;
  private final AtomicBoolean underWay = new AtomicBoolean();
  private volatile boolean ready;

  /**
   * @param traffic hears of changes of the cluster before this does
   * @param client whose requests are the plugin's own
   */
  public EventStreams(
      DynamicSettings settings, Traffic traffic, Client client, ProjectResolver projects) {
    this.settings = settings;
    this.traffic = traffic;
    this.client = client;
    this.projects = projects;
  }

  /** Whether the template is there: without it the first document would make a common index. */
  public boolean isReady() {
    return ready;
  }

  @Override
  public void clusterChanged(ClusterChangedEvent event) {
    ClusterState state = event.state();
    if (!(event.metadataChanged() || event.nodesChanged())
        || state.blocks().hasGlobalBlock(GatewayService.STATE_NOT_RECOVERED_BLOCK)) {
      return;
    }
    ProjectMetadata project = projects.getProjectMetadata(state);
    ComposableIndexTemplate present = project.templatesV2().get(TEMPLATE);
    ready = present != null;
    boolean upToDate = present != null && present.version() != null && present.version() >= VERSION;
    if (!upToDate && event.localNodeMaster() && isWanted() && underWay.compareAndSet(false, true)) {
      put(streams(project));
    }
  }

  private boolean isWanted() {
    return settings.impressions() != ImpressionMode.OFF || !traffic.table().byName().isEmpty();
  }

  /** Data streams that were made from an earlier version of the template. */
  private static List<String> streams(ProjectMetadata project) {
    return project.dataStreams().keySet().stream()
        .filter(
            name ->
                TEMPLATE.equals(MetadataIndexTemplateService.findV2Template(project, name, false)))
        .toList();
  }

  /**
   * Puts the template.
   *
   * @param older data streams that are there already: their next documents go to new indices, which
   *     have the mappings of now
   */
  private void put(List<String> older) {
    client.execute(
        TransportPutComposableIndexTemplateAction.TYPE,
        new TransportPutComposableIndexTemplateAction.Request(TEMPLATE)
            .cause("plugin ctr-rank")
            .indexTemplate(template()),
        ActionListener.runAfter(
            ActionListener.wrap(
                done -> older.forEach(this::rollOver),
                e -> LOGGER.warn("index template [" + TEMPLATE + "] could not be put", e)),
            () -> underWay.set(false)));
  }

  private void rollOver(String stream) {
    client
        .admin()
        .indices()
        .rolloverIndex(
            new RolloverRequest(stream, null),
            ActionListener.wrap(
                done -> {},
                e ->
                    LOGGER.warn(
                        "data stream ["
                            + stream
                            + "] could not be rolled over: its fields are mapped as by an earlier"
                            + " release until it is, with [POST /"
                            + stream
                            + "/_rollover]",
                        e)));
  }

  private static ComposableIndexTemplate template() {
    return ComposableIndexTemplate.builder()
        .indexPatterns(PATTERNS)
        .dataStreamTemplate(new ComposableIndexTemplate.DataStreamTemplate())
        .template(new Template(Settings.EMPTY, mappings(), Map.of()))
        .componentTemplates(List.of(CUSTOM))
        .ignoreMissingComponentTemplates(List.of(CUSTOM))
        .priority(PRIORITY)
        .version(VERSION)
        .metadata(Map.of("description", "what was shown and clicked, for plugin ctr-rank"))
        .build();
  }

  private static CompressedXContent mappings() {
    try (XContentBuilder builder = XContentFactory.jsonBuilder()) {
      builder.startObject().startObject("properties");
      field(builder, "@timestamp", "date");
      column(builder, "timestamp", "date");
      for (String name : List.of("action_name", "query_id", "client_id")) {
        field(builder, name, "keyword");
      }
      for (String name : List.of("user_id", "session_id", "application")) {
        column(builder, name, "keyword");
      }
      builder.startObject("event_attributes").startObject("properties");
      builder.startObject("object").startObject("properties");
      field(builder, "object_id", "keyword");
      column(builder, "object_id_field", "keyword");
      column(builder, "index", "keyword");
      builder.endObject().endObject();
      builder.startObject("position").startObject("properties");
      column(builder, "ordinal", "integer");
      builder.endObject().endObject();
      column(builder, "price", "double");
      builder.startObject("ctr").startObject("properties");
      field(builder, "experiment", "keyword");
      field(builder, "arm", "keyword");
      field(builder, "forced", "boolean");
      for (String name : List.of("model", "digest", "item", "rank_by", "vector", "degraded")) {
        column(builder, name, "keyword");
      }
      for (String name : List.of("pctr", "ecpm", "bid", "score")) {
        column(builder, name, "double");
      }
      // Nobody adds it up, and without columns no length of it is too much.
      builder.startObject("query_text").field("type", "keyword").field("index", false);
      builder.field("doc_values", false).endObject();
      column(builder, "took_ms", "long");
      column(builder, "model_ms", "double");
      column(builder, "shadow", "boolean");
      builder.endObject().endObject();
      return new CompressedXContent(
          BytesReference.toBytes(
              BytesReference.bytes(builder.endObject().endObject().endObject().endObject())));
    } catch (IOException e) {
      throw new UncheckedIOException("in memory", e);
    }
  }

  private static void field(XContentBuilder builder, String name, String type) throws IOException {
    builder.startObject(name).field("type", type).endObject();
  }

  /** A field that reports add up; it can be searched, slowly, and costs less to write. */
  private static void column(XContentBuilder builder, String name, String type) throws IOException {
    builder.startObject(name).field("type", type).field("index", false).endObject();
  }
}
