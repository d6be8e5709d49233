# lb in a small image: built with Maven, run by a JRE, as a user without rights. It writes nothing, so its root file
# system may be read-only, /tmp included. docs/deploy.md says how to run it.
#   docker build -t lb .
#   docker run --read-only --cap-drop ALL --network host -v /etc/lb:/etc/lb:ro lb

FROM maven:3.9.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY pom.xml LICENSE ./
COPY .mvn .mvn
COPY lb-bench/pom.xml lb-bench/
COPY lb-core lb-core
COPY lb-server lb-server
COPY conf conf
COPY docs docs
RUN mvn -B -ntp -Dquick -pl lb-server -am package
COPY bin bin
COPY deploy/stage deploy/
RUN deploy/stage /opt/lb

FROM eclipse-temurin:17.0.15_6-jre
RUN groupadd --system --gid 10001 lb && \
  useradd --system --uid 10001 --gid lb --no-create-home --shell /usr/sbin/nologin lb
COPY --from=build /opt/lb /opt/lb
COPY conf/lb.conf /etc/lb/
# The first call makes the class-data archive, without which every start would take half a second longer.
RUN ["/opt/lb/bin/lb", "--version"]

USER 10001:10001
WORKDIR /opt/lb
EXPOSE 8080
STOPSIGNAL SIGTERM
# Alive, not ready: a container that lets its last sessions finish must not be killed for it.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${LB_METRICS_PORT:-9901} && printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [[ $status == 200 ]]"]
ENTRYPOINT ["/opt/lb/bin/lb"]
CMD ["run", "-c", "/etc/lb/lb.conf"]
