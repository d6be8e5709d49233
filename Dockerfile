# The program in a small image: built with Maven, run by a JRE, as a user without rights.
#   docker build -t lb .
#   docker run --network host -v "$PWD/conf/lb.conf:/opt/lb/conf/lb.conf:ro" lb

FROM maven:3.9.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY pom.xml ./
COPY .mvn .mvn
COPY lb-bench/pom.xml lb-bench/
COPY lb-core lb-core
COPY lb-server lb-server
COPY conf conf
RUN mvn -B -ntp -Dquick -pl lb-server -am package

FROM eclipse-temurin:17.0.15_6-jre
WORKDIR /opt/lb
RUN groupadd --system --gid 10001 lb && useradd --system --uid 10001 --gid lb --no-create-home lb
COPY --from=build /src/lb-server/target/lb.jar lb-server/target/lb.jar
COPY bin/lb bin/toolchain.sh bin/
COPY conf conf
# The first call makes the class-data archive that lets later ones start fast.
RUN ["bin/lb", "--version"]

USER lb
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9901 && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["bin/lb"]
CMD ["run"]
