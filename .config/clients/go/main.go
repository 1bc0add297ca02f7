// Sends reports with the published Go SDK: orders as JSON lines on standard input, one outcome a
// line on standard output. Arguments: endpoint, project id. Keys: CLOUD_SDK_AK, CLOUD_SDK_SK.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/sdkerr"
	sms "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/sms/v3"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/sms/v3/model"
)

const lineBytesMax = 1 << 20

type order struct {
	TaskID  string                   `json:"task_id"`
	Headers map[string]string        `json:"headers"`
	Report  model.UpdateTaskSpeedReq `json:"report"`
}

func main() {
	client, err := clientOf(os.Args[1], os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, lineBytesMax)
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		if err := out.Encode(outcome(client, lines.Bytes())); err != nil {
			log.Fatal(err)
		}
	}
	if err := lines.Err(); err != nil {
		log.Fatal(err)
	}
}

func clientOf(endpoint, projectID string) (*sms.SmsClient, error) {
	credential, err := basic.NewCredentialsBuilder().
		WithAk(os.Getenv("CLOUD_SDK_AK")).
		WithSk(os.Getenv("CLOUD_SDK_SK")).
		WithProjectId(projectID).
		SafeBuild()
	if err != nil {
		return nil, err
	}
	http, err := sms.SmsClientBuilder().
		WithCredential(credential).
		WithEndpoints([]string{endpoint}).
		SafeBuild()
	if err != nil {
		return nil, err
	}
	return sms.NewSmsClient(http), nil
}

func outcome(client *sms.SmsClient, line []byte) map[string]any {
	var given order
	if err := json.Unmarshal(line, &given); err != nil {
		log.Fatal(err)
	}
	request := &model.UpdateTaskSpeedRequest{TaskId: given.TaskID, Body: &given.Report}
	response, err := send(client, request, given.Headers)
	if err == nil {
		return map[string]any{"kind": "accepted", "status": response.HttpStatusCode}
	}
	class := fmt.Sprintf("%T", err)
	var refused *sdkerr.ServiceResponseError
	if !errors.As(err, &refused) {
		return map[string]any{"kind": "failed", "class": class, "message": err.Error()}
	}
	return map[string]any{
		"kind":       "refused",
		"class":      class,
		"status":     refused.StatusCode,
		"code":       refused.ErrorCode,
		"message":    refused.ErrorMessage,
		"request_id": refused.RequestId,
	}
}

// As most callers do it; an invoker is needed only for more headers.
func send(client *sms.SmsClient, request *model.UpdateTaskSpeedRequest, headers map[string]string) (*model.UpdateTaskSpeedResponse, error) {
	if len(headers) == 0 {
		return client.UpdateTaskSpeed(request)
	}
	invoker := client.UpdateTaskSpeedInvoker(request)
	invoker.AddHeader(headers)
	return invoker.Invoke()
}
